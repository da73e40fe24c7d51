import type { DiagnosticCode } from '../diagnosticCodes.ts';
import type { DiagnosticList } from '../diagnosticList.ts';
import { type Message, say } from '../message.ts';
import { isLegalCodePoint } from './characters.ts';

const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['apos', "'"],
  ['quot', '"'],
]);

const IN_TEXT = /&(#[0-9]+|#x[0-9a-fA-F]+|[A-Za-z_:][-.\w:]*)?(;)?|\r\n?/g;
const IN_ATTRIBUTE = /&(#[0-9]+|#x[0-9a-fA-F]+|[A-Za-z_:][-.\w:]*)?(;)?|\r\n?|[\t\n]/g;

const SPECIAL_IN_TEXT = /[&\r]/;
const SPECIAL_IN_ATTRIBUTE = /[&\r\t\n]/;

/**
 * The characters that a stretch of text stands for: references resolved, line ends made `\n`, in attributes white space
 * made spaces (XML 1.0 §2.11, §3.3.3). What is no reference is left as it is written, and is an error.
 *
 * @param start the offset of `raw` in the text, for the places of errors
 */
export function resolve(raw: string, start: number, place: 'text' | 'attribute', problems: DiagnosticList): string {
  const isPlain = place === 'attribute' ? raw.search(SPECIAL_IN_ATTRIBUTE) < 0 : raw.search(SPECIAL_IN_TEXT) < 0;
  // Nearly every one is, and makes none of what the rest takes.
  return isPlain ? raw : resolved(raw, start, place, problems);
}

function resolved(raw: string, start: number, place: 'text' | 'attribute', problems: DiagnosticList): string {
  const inAttribute = place === 'attribute';
  return raw.replace(
    inAttribute ? IN_ATTRIBUTE : IN_TEXT,
    (written: string, body: string | undefined, semicolon: string | undefined, offset: number) => {
      if (!written.startsWith('&')) return inAttribute ? ' ' : '\n';
      const reading = readReference(body, semicolon !== undefined);
      if ('character' in reading) return reading.character;
      const span = { start: start + offset, end: start + offset + written.length };
      problems.error(reading.code, span, reading.message);
      return written;
    },
  );
}

type Reading = { readonly character: string } | { readonly code: DiagnosticCode; readonly message: Message };

function readReference(body: string | undefined, closed: boolean): Reading {
  if (body === undefined) return { code: 'xml-ampersand', message: say('Write a plain & as &amp;.') };
  if (!closed)
    return { code: 'xml-ampersand', message: say('The reference &{0} does not end with a semicolon.', shorten(body)) };
  if (body.startsWith('#')) return readNumeric(body);
  const character = PREDEFINED.get(body);
  if (character !== undefined) return { character };
  const message = say(
    'There is no entity &{0};. Only &amp; &lt; &gt; &apos; &quot; and numbers such as &#10; exist.',
    shorten(body),
  );
  return { code: 'xml-entity', message };
}

function readNumeric(body: string): Reading {
  const digits = body.slice(body.startsWith('#x') ? 2 : 1).replace(/^0+/, '');
  const point =
    digits.length > 7 ? Number.POSITIVE_INFINITY : Number.parseInt(digits || '0', body.startsWith('#x') ? 16 : 10);
  if (isLegalCodePoint(point)) return { character: String.fromCodePoint(point) };
  return { code: 'xml-character-reference', message: say('&{0}; is not a character that XML allows.', shorten(body)) };
}

function shorten(body: string): string {
  return body.length > 24 ? `${body.slice(0, 24)}…` : body;
}
