import type { Diagnostic } from './diagnostic.ts';
import { addChildren } from './elementEdits.ts';
import { devicesOf } from './model/devicesOf.ts';
import type { Device, Domain } from './model/domain.ts';
import { withLiveAliases } from './model/liveAliases.ts';
import { parseXml } from './parse/parseXml.ts';
import { childElements, type XmlDocument, type XmlElement } from './parse/xmlTree.ts';
import type { Position, Range } from './position.ts';
import { readDomain } from './readDomain.ts';
import { applyEdits } from './textEdit.ts';

export interface AttachedDevice {
  /** The domain's XML with the device as the last of its devices. */
  readonly document: XmlDocument;
  readonly domain: Domain;
  readonly device: Device;
  /** A range of that XML as it is in the fragment. */
  readonly rangeInFragment: (range: Range) => Range;
}

export type ReadDevice = { readonly attached: AttachedDevice } | { readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads the XML of one device as if it stood in the XML of a running domain, so that all that is checked of a whole
 * domain is checked of the two together. Ranges are those of the fragment.
 *
 * @param live the running domain's XML: every device in it has its alias
 */
export function readAttachedDevice(live: string, fragment: string): ReadDevice {
  const alone = parseXml(fragment);
  if (alone.problems.length > 0 || !alone.root) return { diagnostics: alone.problems };
  const { start, end } = alone.root.span;
  const placed = insert(parseXml(live), fragment.slice(start, end));
  const { document, domain, diagnostics } = readDomain(placed.text);
  const [at, from] = [document.lines.position(placed.at), alone.lines.position(start)];
  const rangeInFragment = (range: Range): Range => ({
    start: inFragment(range.start, at, from),
    end: inFragment(range.end, at, from),
  });
  if (!domain) {
    return { diagnostics: diagnostics.map((each) => ({ ...each, range: rangeInFragment(each.range) })) };
  }
  const whole = withLiveAliases(domain, document);
  const range = document.lines.range({ start: placed.at, end: placed.at + end - start });
  const device = devicesOf(whole).find(({ origin }) => sameRange(origin.range, range));
  if (device) return { attached: { document, domain: whole, device, rangeInFragment } };
  const message = `A <${alone.root.name}> cannot be attached.`;
  const place = alone.lines.range(alone.root.nameSpan);
  return { diagnostics: [{ severity: 'error', code: 'not-a-device', message, range: place }] };
}

/** The text of a domain without one of its devices. */
export function withoutElement(document: XmlDocument, element: XmlElement): string {
  const { text } = document;
  const { end } = element.span;
  // With the line that it leaves empty.
  const lineStart = text.lastIndexOf('\n', element.span.start) + 1;
  const ownLine = text.slice(lineStart, element.span.start).trim() === '' && /^[ \t]*\r?\n/.test(text.slice(end));
  const start = ownLine ? lineStart : element.span.start;
  const stop = ownLine ? text.indexOf('\n', end) + 1 : end;
  return applyEdits(text, [{ start, end: stop, text: '' }]);
}

function insert(document: XmlDocument, xml: string): { text: string; at: number } {
  const devices = document.root && childElements(document.root).find(({ name }) => name === 'devices');
  if (!devices) throw new RangeError('a running domain without <devices>');
  const [edit] = addChildren(document, devices, { last: [xml] });
  if (!edit) throw new RangeError('nothing to insert');
  return { text: applyEdits(document.text, [edit]), at: edit.start + edit.text.lastIndexOf(xml) };
}

function inFragment({ line, character }: Position, at: Position, from: Position): Position {
  return {
    line: Math.max(0, line - at.line + from.line),
    character: line === at.line ? Math.max(0, character - at.character + from.character) : character,
  };
}

const sameRange = (one: Range, other: Range): boolean => JSON.stringify(one) === JSON.stringify(other);
