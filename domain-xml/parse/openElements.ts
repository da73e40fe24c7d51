import type { DiagnosticList } from '../diagnosticList.ts';
import { type Message, say } from '../message.ts';
import type { Span } from '../position.ts';
import type { StartTag } from './startTag.ts';
import { ElementNode } from './treeNodes.ts';
import type { XmlElement, XmlEndTag, XmlNode } from './xmlTree.ts';

interface Open {
  readonly element: ElementNode;
  /** Its start tag was cut: without an end tag of its own it is taken for empty, and what follows for siblings. */
  readonly cut: boolean;
}

/** The elements that have begun and not ended, outermost first, and the nodes outside all of them. */
export class OpenElements {
  readonly top: XmlNode[] = [];
  readonly #problems: DiagnosticList;
  readonly #open: Open[] = [];

  constructor(problems: DiagnosticList) {
    this.#problems = problems;
  }

  get depth(): number {
    return this.#open.length;
  }

  add(node: XmlNode): void {
    (this.#open.at(-1)?.element.children ?? this.top).push(node);
  }

  begin({ name, span, attributes, end }: StartTag): XmlElement {
    // Two cut tags in a row: the first one is taken for empty at once, so that no node is moved more than once.
    if (end === 'cut' && this.#open.at(-1)?.cut) this.#collapse();
    const parent = this.#open.at(-1)?.element;
    const element = new ElementNode(name, span, attributes, end);
    if (parent) element.parent = parent;
    this.add(element);
    if (end !== 'self-closing') this.#open.push({ element, cut: end === 'cut' });
    return element;
  }

  /**
   * Ends the innermost open element of that name, and with it those within that have no end tag. An end tag that
   * matches none is ignored, unless it is so like the innermost element's name that one of the two is being edited.
   *
   * @param whole false when the end tag itself was cut: then its name may be the beginning of the right one
   */
  end(name: string, endTag: XmlEndTag, whole: boolean): void {
    const index = this.#open.findLastIndex(({ element }) => element.name === name);
    const innermost = this.#open.at(-1);
    if (index >= 0) {
      while (this.#open.length > index + 1) this.#endUnclosed(endTag.span.start);
      this.#endWith(endTag);
    } else if (innermost && (!whole || resembles(name, innermost.element.name))) {
      this.#mismatch(name, endTag.nameSpan, innermost.element.name);
      this.#endWith(endTag);
    } else {
      this.#mismatch(name, endTag.nameSpan, innermost?.element.name);
    }
  }

  /** The text is over: whatever is open ends here. */
  endAll(at: number): void {
    while (this.#open.length > 0) this.#endUnclosed(at);
  }

  #mismatch(name: string, span: Span, expected: string | undefined): void {
    this.#problems.error('xml-mismatched-tag', span, endsNothing(name, expected));
  }

  #endWith(endTag: XmlEndTag): void {
    const ended = this.#open.pop();
    if (!ended) return;
    ended.element.endTag = endTag;
    ended.element.end = endTag.span.end;
  }

  #endUnclosed(at: number): void {
    const innermost = this.#open.at(-1);
    if (!innermost) return;
    if (innermost.cut) {
      this.#collapse();
      return;
    }
    const { element } = innermost;
    this.#problems.error(
      'xml-unclosed-element',
      element.nameSpan,
      say('<{0}> is not closed: </{0}> is missing.', element.name),
    );
    element.complete = false;
    element.end = at;
    this.#open.pop();
  }

  /** Takes the innermost element, whose start tag was cut, for empty: what came after it becomes its siblings. */
  #collapse(): void {
    const cut = this.#open.pop();
    if (!cut) return;
    const parent = this.#open.at(-1)?.element;
    const siblings = parent?.children ?? this.top;
    for (const child of cut.element.children) {
      if (child instanceof ElementNode) adopt(child, parent);
      siblings.push(child);
    }
    cut.element.children.length = 0;
  }
}

function endsNothing(name: string, expected: string | undefined): Message {
  if (expected === undefined)
    return name === '' ? say('This end tag ends nothing.') : say('</{0}> ends nothing.', name);
  return name === ''
    ? say('This end tag ends nothing that is open; </{0}> is due.', expected)
    : say('</{0}> ends nothing that is open; </{1}> is due.', name, expected);
}

function adopt(child: ElementNode, parent: XmlElement | undefined): void {
  if (parent) child.parent = parent;
  else delete child.parent;
}

/** Whether two names differ in one short stretch only, as before and after an edit. */
function resembles(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a.charCodeAt(head) === b.charCodeAt(head)) head++;
  let tail = 0;
  while (tail < shorter - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  return head + tail > 0 && Math.max(a.length, b.length) - head - tail <= 2;
}
