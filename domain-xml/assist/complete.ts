import type { XmlDocument } from '../parse/xmlTree.ts';
import { completeAttributeName } from './completeAttributes.ts';
import { completeContent, completeEndTag, completeTagName } from './completeElements.ts';
import { completeValue, typedValue } from './completeValues.ts';
import type { Completion, Hints } from './completion.ts';
import { type CursorContext, cursorContext } from './cursorContext.ts';

/** All that may be typed at a place of a text, the likeliest first. */
export function complete(document: XmlDocument, offset: number, hints: Hints): Completion[] {
  const cursor = cursorContext(document, offset);
  if (!cursor) return [];
  const value = typedValue(document, cursor, offset);
  if (value) return completeValue(document, cursor, value, hints);
  switch (cursor.kind) {
    case 'content':
      return completeContent(document, cursor, hints);
    case 'tag-name':
      return completeTagName(document, cursor, hints);
    case 'end-tag':
      return completeEndTag(cursor, hints);
    case 'attribute-name':
      return completeAttributeName(document, cursor, hints);
    case 'attribute-value':
      return [];
  }
}

/**
 * Whether a typed character asks for anything where it now stands: a space begins an attribute only within a tag, a quote
 * only a value, and a slash goes on with a path or ends an element.
 */
export function asksFor(character: string, cursor: CursorContext | undefined, isPath: boolean): boolean {
  if (!cursor) return false;
  switch (character) {
    case '<':
      return cursor.kind === 'tag-name' || (cursor.kind === 'content' && cursor.opened);
    case ' ':
      return cursor.kind === 'attribute-name';
    case '/':
      return cursor.kind === 'end-tag' || isPath;
    default:
      return cursor.kind === 'attribute-value';
  }
}
