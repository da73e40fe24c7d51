import type { XmlDocument } from '../parse/xmlTree.ts';
import type { Span } from '../position.ts';
import { nodesAt, touches } from './elementAt.ts';

/** The names of start and end tag, when the cursor is in one of them: what is typed in one belongs into the other. */
export function linkedTags(document: XmlDocument, offset: number): [Span, Span] | undefined {
  // Behind the name of an end tag without > the cursor is behind the element.
  const around = [...nodesAt(document, offset), ...nodesAt(document, offset - 1)];
  for (const node of around) {
    if (node.kind !== 'element' || !node.endTag) continue;
    const names: [Span, Span] = [node.nameSpan, node.endTag.nameSpan];
    const [first, second] = names.map(({ start, end }) => document.text.slice(start, end));
    if (first === second && names.some((span) => touches(span, offset))) return names;
  }
  return undefined;
}
