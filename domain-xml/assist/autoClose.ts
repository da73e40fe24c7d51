import { parseXml } from '../parse/parseXml.ts';
import type { XmlDocument, XmlElement, XmlNode } from '../parse/xmlTree.ts';
import { allElements } from './elementAt.ts';

/** What belongs into the text, and on which side of the cursor. */
export interface Closing {
  readonly text: string;
  readonly side: 'before' | 'after';
}

/** What closes the element whose `>` or `</` was just typed, up to an offset. Nothing where nothing is open. */
export function autoClose(document: XmlDocument, offset: number): Closing | undefined {
  const { text } = document;
  if (text.startsWith('</', offset - 2)) return restOfEndTag(text, offset);
  return text[offset - 1] === '>' ? endTag(document, offset) : undefined;
}

function endTag(document: XmlDocument, offset: number): Closing | undefined {
  const begun = allElements(document.children).find(({ startTag }) => startTag.end === offset);
  if (!begun || begun.selfClosing || !isUnclosed(begun)) return undefined;
  return { text: `</${begun.name}>`, side: 'after' };
}

/** An end tag further on may have been another one's until now: then that one lacks it. */
function isUnclosed({ name, endTag, parent }: XmlElement): boolean {
  if (!endTag) return true;
  for (let outer = parent; outer; outer = outer.parent) if (outer.name === name && !outer.endTag) return true;
  return false;
}

function restOfEndTag(text: string, offset: number): Closing | undefined {
  // The rest is there already, or its name is about to be typed before a > that is.
  if (/^[^\s<]/.test(text.slice(offset, offset + 1))) return undefined;
  const before = parseXml(text.slice(0, offset - 2));
  const open = innermostOpen(before);
  if (!open) return undefined;
  return { text: `${open.name}>`, side: 'before' };
}

/** What is still open at the end of a text; nothing where the text ends in a comment, a tag or the like. */
function innermostOpen({ children, text, problems }: XmlDocument): XmlElement | undefined {
  const swallowing = ['xml-unclosed-comment', 'xml-unclosed-cdata', 'xml-unclosed-instruction'];
  if (problems.some(({ code }) => swallowing.includes(code))) return undefined;
  let open: XmlElement | undefined;
  let nodes: readonly XmlNode[] = children;
  for (;;) {
    const last = nodes.at(-1);
    if (last?.kind !== 'element' || last.selfClosing || last.endTag) {
      // Blank text behind the last element ends nothing.
      const previous = nodes.at(-2);
      const isBlank = last?.kind === 'text' && last.trimmedSpan.start === last.trimmedSpan.end;
      return isBlank && previous?.kind === 'element' && isCut(previous, text) ? undefined : open;
    }
    if (isCut(last, text)) return undefined;
    open = last;
    nodes = last.children;
  }
}

/** A start tag without its `>`, which is being typed. */
const isCut = ({ startTag, selfClosing, endTag }: XmlElement, text: string): boolean =>
  !selfClosing && !endTag && text[startTag.end - 1] !== '>';
