import type { XmlAttribute, XmlDocument, XmlElement, XmlNode } from '../parse/xmlTree.ts';
import type { Span } from '../position.ts';
import { insideOf, nodesAt, touches } from './elementAt.ts';

/** What a selection at an offset grows to, step by step: the token, the attribute, the tag, the element, its siblings, its parent. */
export function selectionRanges(document: XmlDocument, offset: number): Span[] {
  const steps = nodesAt(document, offset).flatMap((node) => stepsOf(node, offset));
  steps.push({ start: 0, end: document.text.length });
  const kept: Span[] = [];
  for (const step of steps) if (grows(kept.at(-1), step)) kept.push(step);
  return kept;
}

function stepsOf(node: XmlNode, offset: number): Span[] {
  if (node.kind === 'text') return touches(node.trimmedSpan, offset) ? [node.trimmedSpan] : [];
  if (node.kind !== 'element') return [node.span];
  const { startTag, endTag, span } = node;
  if (offset < startTag.end) return [...startTagSteps(node, offset), startTag, span];
  if (endTag && offset >= endTag.span.start) {
    return [...(touches(endTag.nameSpan, offset) ? [endTag.nameSpan] : []), endTag.span, span];
  }
  const inside = insideOf(node);
  return inside ? [inside, span] : [span];
}

function startTagSteps({ nameSpan, attributes }: XmlElement, offset: number): Span[] {
  const attribute = attributes.find(({ span }) => touches(span, offset));
  if (attribute) return attributeSteps(attribute, offset);
  return touches(nameSpan, offset) ? [nameSpan] : [];
}

function attributeSteps({ nameSpan, valueSpan, span }: XmlAttribute, offset: number): Span[] {
  const token = [nameSpan, ...(valueSpan ? [valueSpan] : [])].find((one) => touches(one, offset));
  return [...(token ? [token] : []), span];
}

function grows(before: Span | undefined, step: Span): boolean {
  if (!before) return true;
  const holds = step.start <= before.start && step.end >= before.end;
  return holds && step.end - step.start > before.end - before.start;
}
