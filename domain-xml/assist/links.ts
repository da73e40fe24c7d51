import { busOfTarget } from '../model/diskPlace.ts';
import { attributeOf, childElements, type XmlDocument, type XmlElement } from '../parse/xmlTree.ts';
import type { Span } from '../position.ts';
import { allElements } from './elementAt.ts';
import { namedPaths } from './namedPaths.ts';

/** What a stretch of the text names: a file of the host, or another element, by where its name stands. */
export type Link = { readonly span: Span; readonly path: string } | { readonly span: Span; readonly element: Span };

/** Device nodes are no links: to open one is to use the device. */
export function links(document: XmlDocument): Link[] {
  const files = namedPaths(document).filter(({ path }) => !path.startsWith('/dev/'));
  return [...files.map(({ span, path }) => ({ span, path })), ...references(document)];
}

function references(document: XmlDocument): Link[] {
  const devices = document.root ? childElements(document.root).filter(({ name }) => name === 'devices') : [];
  const all = devices.flatMap(childElements);
  return allElements(document.children).flatMap((element) => {
    if (element.name === 'boot' && element.parent?.name === 'os')
      return toElement(element, 'dev', bootDevice(element, all));
    return element.name === 'address' ? toController(element, all) : [];
  });
}

function toElement(from: XmlElement, attribute: string, to: XmlElement | undefined): Link[] {
  const span = attributeOf(from, attribute)?.valueSpan;
  return span && to ? [{ span, element: to.nameSpan }] : [];
}

/** The first device of that kind, which is what firmware tries. */
function bootDevice(boot: XmlElement, devices: readonly XmlElement[]): XmlElement | undefined {
  const kind = attributeOf(boot, 'dev')?.value;
  if (kind === 'network') return devices.find(({ name }) => name === 'interface');
  const wanted = new Map([
    ['hd', 'disk'],
    ['cdrom', 'cdrom'],
  ]).get(kind ?? '');
  return devices.find(
    (device) => device.name === 'disk' && (attributeOf(device, 'device')?.value ?? 'disk') === wanted,
  );
}

/** Which attribute of an address says the controller, and of which type that is. */
function toController(address: XmlElement, devices: readonly XmlElement[]): Link[] {
  const kind = attributeOf(address, 'type')?.value;
  const type = kind === 'drive' ? driveController(address.parent) : kind;
  const attribute = kind === 'drive' || kind === 'virtio-serial' ? 'controller' : 'bus';
  const index = Number(attributeOf(address, attribute)?.value ?? Number.NaN);
  const controller = devices.find(
    (device) =>
      device.name === 'controller' &&
      attributeOf(device, 'type')?.value === type &&
      Number(attributeOf(device, 'index')?.value ?? 0) === index,
  );
  return controller === address.parent ? [] : toElement(address, attribute, controller);
}

function driveController(disk: XmlElement | undefined): string | undefined {
  if (disk?.name !== 'disk') return 'scsi';
  const target = childElements(disk).find(({ name }) => name === 'target');
  if (!target) return undefined;
  return attributeOf(target, 'bus')?.value ?? busOfTarget(attributeOf(target, 'dev')?.value ?? '');
}
