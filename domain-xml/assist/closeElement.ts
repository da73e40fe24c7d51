import type { XmlDocument, XmlElement, XmlNode } from '../parse/xmlTree.ts';
import { indentationAt, lineEndOf } from '../whiteSpace.ts';
import { allElements } from './elementAt.ts';
import { type Fix, insertion, type Place } from './fix.ts';
import { shapeOf } from './schemaOf.ts';

/**
 * Closes an element that has no end tag. It seems to hold all that comes after it: what the schema does not allow in it
 * is taken for what comes after.
 */
export function closeElement({ document, span }: Place): Fix[] {
  const element = allElements(document.children).find(({ nameSpan }) => nameSpan.start === span.start);
  if (!element || element.endTag || element.selfClosing) return [];
  const own = ownContent(element).findLast((node) => !isBlank(node));
  const at = own ? contentEnd(own) : element.startTag.end;
  const closing: Fix = { ...insertion(at, endTag(document, element, at)), id: 'close-element', name: element.name };
  if (own) return [closing];
  const tag = element.startTag.end - 1;
  const empty = { start: tag, end: tag + 1, text: '/>' };
  return [closing, { id: 'change-to', name: `<${element.name}/>`, edits: [empty], preferred: false }];
}

/** What is unknown altogether may be meant for here. */
function ownContent(element: XmlElement): readonly XmlNode[] {
  const own = shapeOf(element);
  const outer = element.parent && shapeOf(element.parent);
  const { children } = element;
  const first = children.findIndex(
    (child) =>
      child.kind === 'element' &&
      !Object.hasOwn(own?.children ?? {}, child.name) &&
      (own !== undefined || Object.hasOwn(outer?.children ?? {}, child.name)),
  );
  return first < 0 ? children : children.slice(0, first);
}

const contentEnd = (node: XmlNode): number => (node.kind === 'text' ? node.trimmedSpan : node.span).end;
const isBlank = (node: XmlNode): boolean => node.kind === 'text' && node.trimmedSpan.start === node.trimmedSpan.end;

/** On a line of its own, where the content is on other lines than the start tag. */
function endTag({ text, lines }: XmlDocument, { name, span, startTag }: XmlElement, at: number): string {
  const indent = indentationAt(text, span.start);
  const sameLine = lines.position(startTag.start).line === lines.position(at).line;
  return sameLine || indent === undefined ? `</${name}>` : `${lineEndOf(text)}${indent}</${name}>`;
}
