import { attributeOf, childElements, type XmlDocument, type XmlElement, type XmlNode } from './parse/xmlTree.ts';
import { escapeAttribute, type TextEdit } from './textEdit.ts';
import { indentationAt, lineEndOf } from './whiteSpace.ts';

/** Sets an attribute, or adds it behind the others. */
export function setAttribute(element: XmlElement, name: string, value: string): TextEdit {
  const attribute = attributeOf(element, name);
  const text = escapeAttribute(value);
  if (attribute?.valueSpan) return { ...attribute.valueSpan, text };
  const end = attribute?.nameSpan.end ?? element.attributes.at(-1)?.span.end ?? element.nameSpan.end;
  return { start: end, end, text: attribute ? `='${text}'` : ` ${name}='${text}'` };
}

/** What comes into an element: before its first child element, and before its `<address>` or else behind the last one. */
export interface NewChildren {
  readonly first?: string;
  readonly last?: readonly string[];
}

/** Adds children to an element, indented as its surroundings are; no other byte changes. */
export function addChildren(document: XmlDocument, element: XmlElement, { first, last = [] }: NewChildren): TextEdit[] {
  const children = childElements(element);
  const [head] = children;
  const tail = children.at(-1);
  if (!head || !tail) return fillEmpty(document, element, first === undefined ? last : [first, ...last]);
  const address = children.find(({ name }) => name === 'address');
  return [
    ...(first === undefined ? [] : [insertBefore(document, head, first)]),
    ...last.map((xml) => (address ? insertBefore(document, address, xml) : insertAfter(document, tail, xml))),
  ];
}

export function insertBefore(document: XmlDocument, node: XmlNode, xml: string): TextEdit {
  const { start } = node.span;
  return { start, end: start, text: xml + lineBreak(document, node) };
}

export function insertAfter(document: XmlDocument, node: XmlNode, xml: string): TextEdit {
  const { end } = node.span;
  return { start: end, end, text: lineBreak(document, node) + xml };
}

function fillEmpty(document: XmlDocument, element: XmlElement, children: readonly string[]): TextEdit[] {
  if (children.length === 0) return [];
  const outer = lineBreak(document, element);
  const inner = outer === '' ? '' : `${outer}${indentStep(document, element)}`;
  const content = children.map((xml) => inner + xml).join('');
  const { end } = element.startTag;
  if (!element.selfClosing) {
    // White space that is there already stands before the end tag as it did.
    const blank = element.children.some(({ kind }) => kind === 'text');
    return [{ start: end, end, text: content + (blank ? '' : outer) }];
  }
  const tokens = element.attributes.at(-1)?.span.end ?? element.nameSpan.end;
  return [{ start: tokens, end, text: `>${content}${outer}</${element.name}>` }];
}

/** A line end and the indentation of a node that begins its line; nothing for one that does not. */
function lineBreak({ text }: XmlDocument, node: XmlNode): string {
  const indent = indentationAt(text, node.span.start);
  return indent === undefined ? '' : lineEndOf(text) + indent;
}

/** By how much an element is indented more than its parent; two spaces when that cannot be told. */
function indentStep({ text }: XmlDocument, { span, parent }: XmlElement): string {
  const own = indentationAt(text, span.start) ?? '';
  const outer = parent ? (indentationAt(text, parent.span.start) ?? '') : '';
  return own.startsWith(outer) && own !== outer ? own.slice(outer.length) : '  ';
}
