import type { XmlAttribute, XmlElement } from '../parse/xmlTree.ts';
import type { Span } from '../position.ts';
import type { Gap } from './format.ts';

/**
 * The white space within an element's tags: one space before each attribute, or a new line where there is one already.
 *
 * @param newLine a line end and the indentation of attributes
 */
export function tagGaps(text: string, element: XmlElement, newLine: string): Gap[] {
  const { nameSpan, attributes, startTag, selfClosing, endTag } = element;
  const gaps: Gap[] = [];
  let end = nameSpan.end;
  for (const attribute of attributes) {
    const span = { start: end, end: attribute.span.start };
    gaps.push({ span, wanted: /[\r\n]/.test(text.slice(span.start, span.end)) ? newLine : ' ' });
    gaps.push(...aroundEquals(text, attribute));
    end = attribute.span.end;
  }
  gaps.push({ span: { start: end, end: startTag.end - (selfClosing ? 2 : 1) }, wanted: '' });
  if (endTag) gaps.push({ span: { start: endTag.nameSpan.end, end: endTag.span.end - 1 }, wanted: '' });
  return gaps;
}

function aroundEquals(text: string, { nameSpan, valueSpan }: XmlAttribute): Gap[] {
  if (!valueSpan) return [];
  const quote = valueSpan.start - 1;
  const equals = text.indexOf('=', nameSpan.end);
  const left: Span = { start: nameSpan.end, end: equals };
  const right: Span = { start: equals + 1, end: quote };
  return [left, right].map((span) => ({ span, wanted: '' }));
}
