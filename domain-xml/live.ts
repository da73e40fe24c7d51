import { addChildren, insertAfter, setAttribute } from './elementEdits.ts';
import { addedControllers, type Layout, missingAddress } from './liveLayout.ts';
import { devicesOf } from './model/devicesOf.ts';
import type { Domain } from './model/domain.ts';
import { Origins } from './model/origins.ts';
import { attributeOf, childElements, type XmlDocument, type XmlElement } from './parse/xmlTree.ts';
import { applyEdits, escapeAttribute, type TextEdit } from './textEdit.ts';

/** A text and the domain that was read from it. */
export interface WholeDomain {
  readonly document: XmlDocument;
  readonly domain: Domain;
}

/** What a running domain has and its definition has not. */
export interface LiveState {
  /** Written when the definition has none. */
  readonly uuid: string;
  /** The small number that virsh shows. */
  readonly id: number;
  /** The terminal of each character device on a PTY, by alias: `/dev/pts/3`. Others are not looked at. */
  readonly ttys: Readonly<Record<string, string>>;
  readonly layout: Layout;
}

/**
 * The XML of a running domain, as `virsh dumpxml` shows it: the definition's text with the id, the UUID, every device's
 * alias and address, the terminals of character devices, and the controllers that came with the devices. All else is
 * kept byte for byte. Done again on its own result, it changes only what changed.
 */
export function liveXml({ document, domain }: WholeDomain, state: LiveState): string {
  const { root } = document;
  if (!root) return document.text;
  const origins = new Origins(document);
  // Graphics have no alias in libvirt.
  const devices = devicesOf({ ...domain, graphics: [] });
  const own = new Map(devices.map((device) => [device.origin.element, device]));
  const edits = deviceElements(root).flatMap((element) => {
    const device = own.get(origins.of(element).element);
    const alias = device?.alias ?? aliasOfSerialConsole(element, domain);
    if (alias === undefined) return [];
    const address = device && missingAddress(device, element, state.layout);
    return deviceEdits(document, element, { alias, tty: ttyOf(domain, alias, state), address });
  });
  const controllers = domain.controllers.filter((controller) => devices.includes(controller));
  return applyEdits(document.text, [
    setAttribute(root, 'id', `${state.id}`),
    ...uuidEdits(document, state.uuid),
    ...edits,
    ...controllerEdits(document, addedControllers(state.layout, controllers)),
  ]);
}

function ttyOf({ characterDevices }: Domain, alias: string, { ttys }: LiveState): string | undefined {
  const isOnPty = characterDevices.some((each) => each.alias === alias && each.backend.type === 'pty');
  return isOnPty ? ttys[alias] : undefined;
}

function controllerEdits(document: XmlDocument, added: readonly string[]): TextEdit[] {
  const devices = document.root && childElements(document.root).find(({ name }) => name === 'devices');
  return devices ? addChildren(document, devices, { last: added }) : [];
}

/** The XML of a definition with this UUID, when it has none. All else is kept byte for byte. */
export function withUuid(document: XmlDocument, uuid: string): string {
  return applyEdits(document.text, uuidEdits(document, uuid));
}

function uuidEdits(document: XmlDocument, uuid: string): TextEdit[] {
  const children = document.root?.name === 'domain' ? childElements(document.root) : [];
  const name = children.find((child) => child.name === 'name');
  if (!name || children.some((child) => child.name === 'uuid')) return [];
  return [insertAfter(document, name, `<uuid>${uuid}</uuid>`)];
}

function deviceElements(root: XmlElement): XmlElement[] {
  return childElements(root)
    .filter(({ name }) => name === 'devices')
    .flatMap(childElements);
}

/** The console that stands for the first serial port shows that port's alias and terminal. */
function aliasOfSerialConsole(element: XmlElement, { characterDevices }: Domain): string | undefined {
  if (element.name !== 'console') return undefined;
  return characterDevices.find(({ kind }) => kind === 'serial')?.alias;
}

interface DeviceState {
  readonly alias: string;
  readonly tty: string | undefined;
  readonly address: string | undefined;
}

function deviceEdits(document: XmlDocument, element: XmlElement, { alias, tty, address }: DeviceState): TextEdit[] {
  const children = childElements(element);
  const named = (wanted: string): XmlElement | undefined => children.find(({ name }) => name === wanted);
  const [aliasElement, source, addressElement] = [named('alias'), named('source'), named('address')];
  const edits: TextEdit[] = [];
  if (tty !== undefined && element.name === 'console') edits.push(setAttribute(element, 'tty', tty));
  if (tty !== undefined && source) edits.push(setAttribute(source, 'path', tty));
  if (aliasElement && attributeOf(aliasElement, 'name')?.value !== alias)
    edits.push(setAttribute(aliasElement, 'name', alias));
  const added = {
    ...(tty === undefined || source ? {} : { first: `<source path='${escapeAttribute(tty)}'/>` }),
    last: [
      ...(aliasElement ? [] : [`<alias name='${escapeAttribute(alias)}'/>`]),
      ...(address === undefined || addressElement ? [] : [address]),
    ],
  };
  const replaced = address !== undefined && addressElement ? [{ ...addressElement.span, text: address }] : [];
  return [...edits, ...addChildren(document, element, added), ...replaced];
}
