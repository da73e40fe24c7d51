import type { XmlDocument, XmlElement, XmlNode } from '../parse/xmlTree.ts';
import type { Span } from '../position.ts';

/** Whether an offset is in a span or at one of its ends, where a cursor is. */
export const touches = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;

/** The nodes around an offset, the innermost first; of two that meet there, those of the second. */
export function nodesAt(document: XmlDocument, offset: number): XmlNode[] {
  const found: XmlNode[] = [];
  let nodes = document.children;
  for (;;) {
    const inside = nodes.findLast(({ span }) => span.start <= offset && offset < span.end);
    if (!inside) return found.reverse();
    found.push(inside);
    nodes = inside.kind === 'element' ? inside.children : [];
  }
}

/** The innermost element around an offset. */
export function elementAt(document: XmlDocument, offset: number): XmlElement | undefined {
  return nodesAt(document, offset).find((node) => node.kind === 'element');
}

/** Every element, each before those in it. */
export function allElements(nodes: readonly XmlNode[]): XmlElement[] {
  return nodes.flatMap((node) => (node.kind === 'element' ? [node, ...allElements(node.children)] : []));
}

/** What stands between an element's tags, where it has both. */
export function insideOf({ startTag, endTag }: XmlElement): Span | undefined {
  return endTag && { start: startTag.end, end: endTag.span.start };
}
