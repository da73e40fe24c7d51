import { attributeOf, childElements, type XmlDocument, type XmlElement } from '../parse/xmlTree.ts';
import { devicesOf, mapDevices } from './devicesOf.ts';
import type { Device, Domain } from './domain.ts';
import { nextFree } from './nextFree.ts';
import { Origins } from './origins.ts';

/**
 * The domain with the aliases that stand in its XML. In a definition they are nobody's word and given anew; in a
 * running domain's XML they are what QEMU calls its devices, whatever was attached and detached since. A device without
 * one, which is only now attached, gets a name that is free.
 */
export function withLiveAliases(domain: Domain, document: XmlDocument): Domain {
  const given = aliasesIn(document);
  const taken = new Set(given.values());
  const aliasOf = ({ alias, origin }: Device): string => {
    const known = given.get(origin.element);
    if (known !== undefined) return known;
    const free = taken.has(alias) ? nextFree(alias, taken) : alias;
    taken.add(free);
    return free;
  };
  const own = new Set(devicesOf(domain));
  return mapDevices(domain, (device) => (own.has(device) ? { ...device, alias: aliasOf(device) } : device));
}

function aliasesIn(document: XmlDocument): Map<string, string> {
  const origins = new Origins(document);
  const devices = document.root ? childElements(document.root).filter(({ name }) => name === 'devices') : [];
  const named = devices.flatMap(childElements).flatMap((element): [string, string][] => {
    const alias = aliasIn(element);
    return alias === undefined ? [] : [[origins.of(element).element, alias]];
  });
  return new Map(named);
}

function aliasIn(element: XmlElement): string | undefined {
  const alias = childElements(element).find(({ name }) => name === 'alias');
  return alias && attributeOf(alias, 'name')?.value;
}
