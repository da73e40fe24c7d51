import type { XmlAttribute, XmlDocument, XmlElement, XmlNode } from '../parse/xmlTree.ts';
import type { Span } from '../position.ts';

/**
 * What stands where the cursor is. `span` is what is there already of the name or value that is being typed, and what a
 * completion replaces; it is empty where nothing is.
 */
export type CursorContext = { readonly span: Span } & (
  | {
      /** Between tags: where an element may begin, and where the text of its parent stands. */
      readonly kind: 'content';
      /** Absent outside the root. */
      readonly parent?: XmlElement;
      /** A `<` was typed already, before the span. */
      readonly opened: boolean;
    }
  | {
      /** In the name of a start tag. */
      readonly kind: 'tag-name';
      readonly element: XmlElement;
      /** Nothing of the element is there but its name. */
      readonly bare: boolean;
    }
  | { readonly kind: 'end-tag'; readonly element: XmlElement; readonly closed: boolean }
  /** In the name of an attribute, or where one may begin. */
  | { readonly kind: 'attribute-name'; readonly element: XmlElement; readonly attribute?: XmlAttribute }
  | {
      readonly kind: 'attribute-value';
      readonly element: XmlElement;
      readonly attribute: XmlAttribute;
      readonly quoted: boolean;
    }
);

/** Where an offset stands in a text, which may be half-typed; undefined in comments and where nothing can be said. */
export function cursorContext({ text, children }: XmlDocument, offset: number): CursorContext | undefined {
  return amongNodes({ text, offset }, children, undefined);
}

interface Cursor {
  readonly text: string;
  readonly offset: number;
}

function amongNodes(
  cursor: Cursor,
  nodes: readonly XmlNode[],
  parent: XmlElement | undefined,
): CursorContext | undefined {
  const { offset } = cursor;
  for (const node of nodes) {
    if (offset <= node.span.start) break;
    if (node.kind === 'element') {
      const within = inElement(cursor, node);
      if (within !== 'behind') return within;
    } else if (node.kind !== 'text' && offset < node.span.end) {
      return undefined;
    }
  }
  return inContent(cursor, parent);
}

function inElement(cursor: Cursor, element: XmlElement): CursorContext | undefined | 'behind' {
  const { offset, text } = cursor;
  const { startTag, selfClosing, endTag, span } = element;
  const cut = text[startTag.end - 1] !== '>';
  // The white space behind a cut tag is where its next attribute is typed.
  if (cut ? offset <= startTag.end + spaceAt(text, startTag.end) : offset < startTag.end)
    return inStartTag(cursor, element);
  // A cut tag without an end tag holds nothing: what follows it is its sibling.
  if (selfClosing || (cut && !endTag)) return 'behind';
  if (offset <= (endTag?.span.start ?? span.end)) return amongNodes(cursor, element.children, element);
  if (!endTag) return 'behind';
  const closed = text[endTag.span.end - 1] === '>';
  if (offset < endTag.span.end || (!closed && offset === endTag.span.end)) {
    const { nameSpan } = endTag;
    if (offset < nameSpan.start || offset > nameSpan.end) return undefined;
    return { kind: 'end-tag', element, closed, span: nameSpan };
  }
  return 'behind';
}

function inStartTag({ text, offset }: Cursor, element: XmlElement): CursorContext | undefined {
  const { nameSpan, attributes, startTag } = element;
  if (offset <= nameSpan.end) {
    return { kind: 'tag-name', element, span: nameSpan, bare: startTag.end === nameSpan.end };
  }
  for (const attribute of attributes) {
    if (offset <= attribute.nameSpan.start || offset > attribute.span.end) continue;
    if (offset <= attribute.nameSpan.end) {
      return { kind: 'attribute-name', element, attribute, span: attribute.nameSpan };
    }
    return inValue({ text, offset }, element, attribute);
  }
  return isSpaceAt(text, offset - 1) ? { kind: 'attribute-name', element, span: emptyAt(offset) } : undefined;
}

/** Behind the name of an attribute: at its `=`, its value, or after that. */
function inValue({ text, offset }: Cursor, element: XmlElement, attribute: XmlAttribute): CursorContext | undefined {
  const { valueSpan, span } = attribute;
  if (!valueSpan) {
    if (offset !== span.end || text[offset - 1] !== '=') return undefined;
    return { kind: 'attribute-value', element, attribute, quoted: false, span: emptyAt(offset) };
  }
  if (offset < valueSpan.start || offset > valueSpan.end) return undefined;
  const quoted = /["']/.test(text[valueSpan.start - 1] ?? '');
  return { kind: 'attribute-value', element, attribute, quoted, span: valueSpan };
}

/** The word before the cursor is what an element's name was begun with; the tree has it as text. */
function inContent({ text, offset }: Cursor, parent: XmlElement | undefined): CursorContext | undefined {
  const word = /[-\w.:]*$/.exec(text.slice(Math.max(0, offset - 64), offset))?.[0] ?? '';
  const span = { start: offset - word.length, end: offset };
  // An end tag that ends nothing is not in the tree.
  if (text.startsWith('</', span.start - 2)) return undefined;
  const opened = word === '' && text[offset - 1] === '<';
  return { kind: 'content', span, opened, ...(parent ? { parent } : {}) };
}

const emptyAt = (offset: number): Span => ({ start: offset, end: offset });

const isSpaceAt = (text: string, at: number): boolean => /\s/.test(text[at] ?? '');

function spaceAt(text: string, start: number): number {
  let end = start;
  while (isSpaceAt(text, end)) end++;
  return end - start;
}
