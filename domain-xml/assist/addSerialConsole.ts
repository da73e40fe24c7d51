import { addChildren } from '../elementEdits.ts';
import { childElements, type XmlDocument } from '../parse/xmlTree.ts';
import type { TextEdit } from '../textEdit.ts';
import type { Fix, Place } from './fix.ts';
import { newChild } from './newElement.ts';

const SERIAL = "<serial type='pty'/>";

/** A serial port on a PTY, which is what the editor's console is attached to, as a fix. */
export function addSerialConsole({ document }: Place): Fix[] {
  const edits = serialConsole(document);
  return edits.length > 0 ? [{ id: 'add-serial-console', name: '', edits, preferred: true }] : [];
}

/** What gives a domain a serial console more. None in a text that has no place for one: it is no domain, or not whole. */
export function serialConsole(document: XmlDocument): TextEdit[] {
  const { root, problems } = document;
  if (root?.name !== 'domain' || problems.length > 0) return [];
  const devices = childElements(root).find(({ name }) => name === 'devices');
  if (devices) return newChild(document, devices, 'serial', SERIAL);
  return addChildren(document, root, { last: [`<devices>${SERIAL}</devices>`] });
}
