import { addChildren } from './elementEdits.ts';
import type { PciAddress } from './model/domain.ts';
import { parseXml } from './parse/parseXml.ts';
import { attributeOf, childElements, type XmlDocument, type XmlElement } from './parse/xmlTree.ts';
import { applyEdits } from './textEdit.ts';

/** The element of the device with that alias, in the XML of a running domain. */
export function elementOfAlias(document: XmlDocument, alias: string): XmlElement | undefined {
  const devices = document.root ? childElements(document.root).filter(({ name }) => name === 'devices') : [];
  return devices.flatMap(childElements).find((element) => {
    const named = childElements(element).find(({ name }) => name === 'alias');
    return named !== undefined && attributeOf(named, 'name')?.value === alias;
  });
}

/** The XML with the place that a device was given, written as libvirt writes it. */
export function withAddress(text: string, alias: string, address: PciAddress): string {
  const document = parseXml(text);
  const element = elementOfAlias(document, alias);
  if (!element) return text;
  const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`;
  const { domain, bus, slot, function: fn } = address;
  const place = `domain='${hex(domain, 4)}' bus='${hex(bus, 2)}' slot='${hex(slot, 2)}' function='${hex(fn, 1)}'`;
  return applyEdits(text, addChildren(document, element, { last: `<address type='pci' ${place}/>` }));
}
