import type { XmlDocument, XmlElement, XmlNode } from '../parse/xmlTree.ts';
import type { Span } from '../position.ts';
import type { TextEdit } from '../textEdit.ts';
import { indentationAt, lineEndOf, wholeLines } from '../whiteSpace.ts';
import { tagGaps } from './formatTag.ts';

export interface FormatOptions {
  /** What a level is indented by: spaces or a tab. */
  readonly step: string;
  /** Only the lines of this span change, and fit into what is around them. The whole text unless given. */
  readonly within?: Span;
}

/** A stretch of white space, and what it should be. */
export interface Gap {
  readonly span: Span;
  readonly wanted: string;
}

interface Layout {
  readonly text: string;
  readonly step: string;
  readonly lineEnd: string;
  readonly changes: (span: Span) => boolean;
}

/**
 * Edits that put every element on a line of its own, indented by its depth. Only white space between elements and
 * within tags changes: an element that holds text is left as it is inside, and of a comment only the place changes.
 * A text that is not well-formed is left alone, since where its elements end is a guess.
 */
export function format({ text, children, problems }: XmlDocument, { step, within }: FormatOptions): TextEdit[] {
  if (problems.length > 0) return [];
  const lines = within && wholeLines(text, within);
  // White space up to where a line begins is that line's: what stands first in it is moved by it.
  const changes = ({ start, end }: Span): boolean => !lines || (end >= lines.start && start < lines.end);
  const layout = { text, step, lineEnd: lineEndOf(text), changes };
  const nodes = withoutText(children);
  const first = nodes[0]?.span.start ?? 0;
  const begin = text.startsWith('\ufeff') ? 1 : 0;
  const gaps = [{ span: { start: begin, end: first }, wanted: '' }, ...nodeGaps(layout, nodes, { indent: '' })];
  return gaps.filter(({ span }) => changes(span)).flatMap((gap) => smallest(gap, text));
}

/** @param from where the white space before the first node begins, if that is to be changed here */
function nodeGaps(
  layout: Layout,
  nodes: readonly XmlNode[],
  { indent, from }: { readonly indent: string; readonly from?: number },
): Gap[] {
  let end = from;
  return nodes.flatMap((node, i) => {
    const span = { start: end ?? node.span.start, end: node.span.start };
    const stays = end === undefined || staysBehind(layout, node, span);
    const gap = stays ? [] : [{ span, wanted: lineStart(layout, span, { indent, isFirst: i === 0 }) }];
    end = node.span.end;
    // What stays where it is decides where its children go.
    const own = layout.changes(span) ? indent : (indentationAt(layout.text, span.end) ?? indent);
    return node.kind === 'element' ? [...gap, ...elementGaps(layout, node, own)] : gap;
  });
}

/** At most one empty line between two nodes is kept; none before the first. */
function lineStart(
  layout: Layout,
  span: Span,
  { indent, isFirst }: { readonly indent: string; readonly isFirst: boolean },
): string {
  const isApart = !isFirst && (sliceOf(layout, span).match(/\r\n?|\n/g)?.length ?? 0) > 1;
  return layout.lineEnd.repeat(isApart ? 2 : 1) + indent;
}

/** A comment behind something on the same line is about that. */
const staysBehind = (layout: Layout, { kind }: XmlNode, span: Span): boolean =>
  kind === 'comment' && !hasLineEnd(layout, span);

function elementGaps(layout: Layout, element: XmlElement, indent: string): Gap[] {
  const inner = indent + layout.step;
  const inTags = tagGaps(layout.text, element, layout.lineEnd + inner);
  const { children, startTag, endTag } = element;
  const nodes = withoutText(children);
  if (!endTag || !mayBeLaidOut(layout, element, nodes)) return inTags;
  const last = { start: nodes.at(-1)?.span.end ?? startTag.end, end: endTag.span.start };
  return [
    ...inTags,
    ...nodeGaps(layout, nodes, { indent: inner, from: startTag.end }),
    { span: last, wanted: layout.lineEnd + indent },
  ];
}

/** Written text is meant as it is, also a reference to white space. So may be blank text without elements, in one line. */
function mayBeLaidOut(layout: Layout, { children, attributes }: XmlElement, nodes: readonly XmlNode[]): boolean {
  if (attributes.some(({ name, value }) => name === 'xml:space' && value === 'preserve')) return false;
  const texts = children.filter((child) => child.kind === 'text');
  if (children.some(({ kind }) => kind === 'cdata')) return false;
  if (texts.some(({ trimmedSpan }) => trimmedSpan.start < trimmedSpan.end)) return false;
  return nodes.some(({ kind }) => kind === 'element') || texts.some(({ span }) => hasLineEnd(layout, span));
}

const withoutText = (nodes: readonly XmlNode[]): XmlNode[] => nodes.filter(({ kind }) => kind !== 'text');
const sliceOf = ({ text }: Layout, { start, end }: Span): string => text.slice(start, end);
const hasLineEnd = (layout: Layout, span: Span): boolean => /[\r\n]/.test(sliceOf(layout, span));

/** Without what is the same at both ends, so that cursors and marks there stay where they are. */
function smallest({ span: { start, end }, wanted }: Gap, text: string): TextEdit[] {
  const present = text.slice(start, end);
  if (present === wanted) return [];
  const shorter = Math.min(present.length, wanted.length);
  let head = 0;
  while (head < shorter && present[head] === wanted[head]) head++;
  let tail = 0;
  while (tail < shorter - head && present.at(-1 - tail) === wanted.at(-1 - tail)) tail++;
  return [{ start: start + head, end: end - tail, text: wanted.slice(head, wanted.length - tail) }];
}
