import { parseXml } from '../../../domain-xml/parse/parseXml.ts';
import type { XmlDocument } from '../../../domain-xml/parse/xmlTree.ts';

export interface Marked {
  readonly document: XmlDocument;
  readonly text: string;
  readonly offset: number;
}

/** A text in which `|` is the cursor, which is not part of it. */
export function marked(withCursor: string): Marked {
  const offset = withCursor.indexOf('|');
  if (offset < 0) throw new Error(`no | in ${withCursor}`);
  const text = withCursor.slice(0, offset) + withCursor.slice(offset + 1);
  return { document: parseXml(text), text, offset };
}
