import { attributeOf, textSpan, type XmlAttribute, type XmlElement } from '../parse/xmlTree.ts';
import type { Span } from '../position.ts';

/** The value between its quotes; the name when there is no value. */
export function valueSpan(attribute: XmlAttribute): Span {
  return attribute.valueSpan ?? attribute.nameSpan;
}

/** Where an attribute's value stands; the element's name when there is no such attribute. */
export function attributeSpan(node: XmlElement, name: string): Span {
  const attribute = attributeOf(node, name);
  return attribute ? valueSpan(attribute) : node.nameSpan;
}

/** Where the text of an element stands; its name when it has none. */
export function contentSpan(node: XmlElement): Span {
  const span = textSpan(node);
  return span.start === span.end ? node.nameSpan : span;
}
