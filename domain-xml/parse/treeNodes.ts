import type { Span } from '../position.ts';
import { isSpace } from './characters.ts';
import type { XmlAttribute, XmlElement, XmlEndTag, XmlNode, XmlText } from './xmlTree.ts';

/*
 * The nodes of which a long text has thousands, all new at each keystroke. They hold offsets, and make a span for whoever
 * asks for one: as objects the spans of everything were half of what a parse allocates, and collecting it took as long
 * as parsing.
 */

export class AttributeNode implements XmlAttribute {
  readonly name: string;
  readonly value: string;
  readonly #start: number;
  readonly #valueStart: number;
  readonly #valueEnd: number;
  readonly #end: number;

  /** @param end behind the closing quote */
  constructor(name: string, start: number, value: string, valueStart: number, valueEnd: number, end: number) {
    this.name = name;
    this.value = value;
    this.#start = start;
    this.#valueStart = valueStart;
    this.#valueEnd = valueEnd;
    this.#end = end;
  }

  get span(): Span {
    return { start: this.#start, end: this.#end };
  }

  get nameSpan(): Span {
    return { start: this.#start, end: this.#start + this.name.length };
  }

  get valueSpan(): Span {
    return { start: this.#valueStart, end: this.#valueEnd };
  }
}

export class TextNode implements XmlText {
  readonly kind = 'text';
  readonly value: string;
  /** As it is written; nearly always the same string. */
  readonly #raw: string;
  readonly #start: number;

  constructor(raw: string, start: number, value: string) {
    this.value = value;
    this.#raw = raw;
    this.#start = start;
  }

  get span(): Span {
    return { start: this.#start, end: this.#start + this.#raw.length };
  }

  get trimmedSpan(): Span {
    const raw = this.#raw;
    let [start, end] = [0, raw.length];
    while (start < end && isSpace(raw.charCodeAt(start))) start++;
    if (start === end) return { start: this.#start + end, end: this.#start + end };
    while (isSpace(raw.charCodeAt(end - 1))) end--;
    return { start: this.#start + start, end: this.#start + end };
  }
}

export class EndTagNode implements XmlEndTag {
  readonly #start: number;
  readonly #nameEnd: number;
  readonly #end: number;

  /** @param end behind its `>`, or where it was cut */
  constructor(start: number, nameEnd: number, end: number) {
    this.#start = start;
    this.#nameEnd = nameEnd;
    this.#end = end;
  }

  get span(): Span {
    return { start: this.#start, end: this.#end };
  }

  get nameSpan(): Span {
    return { start: this.#start + 2, end: this.#nameEnd };
  }
}

/** Of all elements that can have none. */
const NO_CHILDREN: XmlNode[] = [];

/** While its text is read it grows: only `openElements.ts` writes to it. */
export class ElementNode implements XmlElement {
  readonly kind = 'element';
  readonly name: string;
  readonly selfClosing: boolean;
  readonly attributes: readonly XmlAttribute[];
  readonly children: XmlNode[];
  parent?: XmlElement;
  endTag?: XmlEndTag;
  complete: boolean;
  end: number;
  readonly #start: number;
  readonly #startTagEnd: number;

  constructor(name: string, startTag: Span, attributes: readonly XmlAttribute[], end: 'open' | 'self-closing' | 'cut') {
    this.name = name;
    this.selfClosing = end === 'self-closing';
    this.attributes = attributes;
    this.children = this.selfClosing ? NO_CHILDREN : [];
    this.complete = end !== 'cut';
    this.end = startTag.end;
    this.#start = startTag.start;
    this.#startTagEnd = startTag.end;
  }

  get nameSpan(): Span {
    return { start: this.#start + 1, end: this.#start + 1 + this.name.length };
  }

  get startTag(): Span {
    return { start: this.#start, end: this.#startTagEnd };
  }

  get span(): Span {
    return { start: this.#start, end: this.end };
  }
}
