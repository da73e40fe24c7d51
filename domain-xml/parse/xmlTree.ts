import type { Diagnostic } from '../diagnostic.ts';
import type { Span } from '../position.ts';
import type { LineIndex } from './lineIndex.ts';

/**
 * A parsed text. Whatever the text is, there is a tree: what could not be understood is in `problems`, what surrounds
 * it is in the tree. All spans are offsets into `text`; `lines` turns them into ranges.
 */
export interface XmlDocument {
  readonly text: string;
  readonly lines: LineIndex;
  /** The first element outside every other. */
  readonly root?: XmlElement;
  /** Everything at the top, in order: comments, processing instructions, the root, and what should not be there. */
  readonly children: readonly XmlNode[];
  /** Why the text is not a well-formed document, in the order of the text; empty when it is. */
  readonly problems: readonly Diagnostic[];
}

export type XmlNode = XmlElement | XmlText | XmlCdata | XmlComment | XmlInstruction;

export interface XmlElement {
  readonly kind: 'element';
  /** With its prefix: prefixes are parts of names here, since libvirt's format binds them freely. */
  readonly name: string;
  readonly nameSpan: Span;
  /** From the `<` of the start tag to the end of the end tag; of an unclosed element to where it had to end. */
  readonly span: Span;
  /** From `<` to and with `>`; without a `>` to the end of its last token. */
  readonly startTag: Span;
  readonly selfClosing: boolean;
  /** Absent when self-closing, and when the text has none. */
  readonly endTag?: XmlEndTag;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlNode[];
  readonly parent?: XmlElement;
  /** False when the parser had to guess where the element ends: what is missing in it may have been typed elsewhere. */
  readonly complete: boolean;
}

export interface XmlEndTag {
  readonly span: Span;
  readonly nameSpan: Span;
}

export interface XmlAttribute {
  readonly name: string;
  /** References resolved, white space made spaces, as XML 1.0 §3.3.3 says. */
  readonly value: string;
  /** From the name to the closing quote. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** Between the quotes. Absent when the attribute has no value yet. */
  readonly valueSpan?: Span;
}

export interface XmlText {
  readonly kind: 'text';
  /** References resolved, line ends made `\n`. */
  readonly value: string;
  readonly span: Span;
  /** Without the white space around it; empty, at its end, when there is nothing else. */
  readonly trimmedSpan: Span;
}

export interface XmlCdata {
  readonly kind: 'cdata';
  readonly value: string;
  /** With its delimiters. */
  readonly span: Span;
}

export interface XmlComment {
  readonly kind: 'comment';
  readonly value: string;
  /** With its delimiters. */
  readonly span: Span;
}

/** A processing instruction, or the XML declaration. */
export interface XmlInstruction {
  readonly kind: 'instruction';
  readonly target: string;
  readonly value: string;
  /** With its delimiters. */
  readonly span: Span;
  readonly targetSpan: Span;
}

export function childElements(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => child.kind === 'element');
}

/** The first attribute of that name. */
export function attributeOf(element: XmlElement, name: string): XmlAttribute | undefined {
  return element.attributes.find((attribute) => attribute.name === name);
}

/** All character data directly in the element, joined; comments do not separate it. */
export function textOf(element: XmlElement): string {
  let text = '';
  for (const child of element.children) if (child.kind === 'text' || child.kind === 'cdata') text += child.value;
  return text;
}

/**
 * From the first to the last character data of an element, without the white space around it; where only white space or
 * nothing is, an empty span at its end or that of the start tag.
 */
export function textSpan(element: XmlElement): Span {
  const spans = element.children.flatMap((child) => {
    if (child.kind === 'cdata') return [child.span];
    return child.kind === 'text' ? [child.trimmedSpan] : [];
  });
  const filled = spans.filter(({ start, end }) => start < end);
  const nothing = spans.at(-1)?.end ?? element.startTag.end;
  return { start: filled[0]?.start ?? nothing, end: filled.at(-1)?.end ?? nothing };
}
