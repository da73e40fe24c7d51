import { attributeOf, type XmlAttribute, type XmlDocument, type XmlElement } from '../parse/xmlTree.ts';
import type { Span } from '../position.ts';
import type { TextEdit } from '../textEdit.ts';
import { indentationAt } from '../whiteSpace.ts';

/** What can be done about a diagnostic. `id` and `name` are its title, in whatever language. */
export interface Fix {
  readonly id: FixId;
  /** Of the element or attribute, or what is written instead. */
  readonly name: string;
  readonly edits: readonly TextEdit[];
  /** Whether it is what is most likely meant. */
  readonly preferred: boolean;
}

export type FixId =
  | 'change-to'
  | 'insert'
  | 'add-attribute'
  | 'add-element'
  | 'add-serial-console'
  | 'close-element'
  | 'remove-attribute'
  | 'remove-element'
  | 'remove-end-tag'
  | 'remove-text';

/** A diagnostic's place in a text. */
export interface Place {
  readonly document: XmlDocument;
  readonly span: Span;
}

export const changeTo = (span: Span, text: string, preferred = true): Fix => ({
  id: 'change-to',
  name: text,
  edits: [{ ...span, text }],
  preferred,
});

export const insertion = (at: number, text: string, preferred = true): Fix => ({
  id: 'insert',
  name: text,
  edits: [{ start: at, end: at, text }],
  preferred,
});

/** In both of its tags. */
export function rename({ nameSpan, endTag }: XmlElement, name: string, preferred = true): Fix {
  const spans = [nameSpan, ...(endTag ? [endTag.nameSpan] : [])];
  return { id: 'change-to', name, edits: spans.map((span) => ({ ...span, text: name })), preferred };
}

/** With its lines, where nothing else is on them. Not what has no end: it seems to hold what is not its own. */
export function removeElement({ text }: XmlDocument, element: XmlElement): Fix[] {
  if (!element.complete || !element.parent) return [];
  const { start, end } = element.span;
  const indent = indentationAt(text, start);
  const rest = /^[ \t]*(?:\r\n|[\r\n])/.exec(text.slice(end))?.[0];
  const alone = indent !== undefined && rest !== undefined;
  const span = alone ? { start: start - indent.length, end: end + rest.length } : { start, end };
  return [{ id: 'remove-element', name: element.name, edits: [{ ...span, text: '' }], preferred: false }];
}

/** With the white space before it. */
export function removeAttribute(element: XmlElement, attribute: XmlAttribute): Fix {
  const before = element.attributes[element.attributes.indexOf(attribute) - 1];
  const start = (before?.span ?? element.nameSpan).end;
  const edits = [{ start, end: attribute.span.end, text: '' }];
  return { id: 'remove-attribute', name: attribute.name, edits, preferred: false };
}

/** Behind the other attributes; nothing for one that is there. */
export function addAttribute(element: XmlElement, name: string, value: string, preferred: boolean): Fix[] {
  if (attributeOf(element, name)) return [];
  const at = (element.attributes.at(-1)?.span ?? element.nameSpan).end;
  const text = ` ${name}='${value}'`;
  return [{ id: 'add-attribute', name: text.trim(), edits: [{ start: at, end: at, text }], preferred }];
}
