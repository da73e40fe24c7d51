import { addChildren, insertAfter, setAttribute } from './elementEdits.ts';
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
}

/**
 * The XML of a running domain, as `virsh dumpxml` shows it: the definition's text with the id, the UUID, every device's
 * alias and the terminals of character devices. All else is kept byte for byte. Done again on its own result, it
 * changes only what changed.
 */
export function liveXml({ document, domain }: WholeDomain, { uuid, id, ttys }: LiveState): string {
  const { root } = document;
  if (!root) return document.text;
  const aliases = aliasesByPath(domain);
  const origins = new Origins(document);
  const onPty = new Set(
    domain.characterDevices.filter(({ backend }) => backend.type === 'pty').map(({ alias }) => alias),
  );
  const edits = deviceElements(root).flatMap((element) => {
    const alias = aliases.get(origins.of(element).element) ?? aliasOfSerialConsole(element, domain);
    return alias === undefined ? [] : deviceEdits(document, element, alias, onPty.has(alias) ? ttys[alias] : undefined);
  });
  return applyEdits(document.text, [setAttribute(root, 'id', `${id}`), ...uuidEdits(document, uuid), ...edits]);
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

/** Graphics have no alias in libvirt. */
const aliasesByPath = (domain: Domain): ReadonlyMap<string, string> =>
  new Map(devicesOf({ ...domain, graphics: [] }).map(({ origin, alias }) => [origin.element, alias]));

/** The console that stands for the first serial port shows that port's alias and terminal. */
function aliasOfSerialConsole(element: XmlElement, { characterDevices }: Domain): string | undefined {
  if (element.name !== 'console') return undefined;
  return characterDevices.find(({ kind }) => kind === 'serial')?.alias;
}

function deviceEdits(document: XmlDocument, element: XmlElement, alias: string, tty: string | undefined): TextEdit[] {
  const children = childElements(element);
  const aliasElement = children.find(({ name }) => name === 'alias');
  const source = children.find(({ name }) => name === 'source');
  const edits: TextEdit[] = [];
  if (tty !== undefined && element.name === 'console') edits.push(setAttribute(element, 'tty', tty));
  if (tty !== undefined && source) edits.push(setAttribute(source, 'path', tty));
  if (aliasElement && attributeOf(aliasElement, 'name')?.value !== alias)
    edits.push(setAttribute(aliasElement, 'name', alias));
  const added = {
    ...(tty === undefined || source ? {} : { first: `<source path='${escapeAttribute(tty)}'/>` }),
    ...(aliasElement ? {} : { last: `<alias name='${escapeAttribute(alias)}'/>` }),
  };
  return [...edits, ...addChildren(document, element, added)];
}
