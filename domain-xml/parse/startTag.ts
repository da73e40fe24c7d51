import type { DiagnosticList } from '../diagnosticList.ts';
import { say } from '../message.ts';
import type { Span } from '../position.ts';
import { isNameStart, isSpace } from './characters.ts';
import { resolve } from './references.ts';
import type { Scanner } from './scanner.ts';
import { AttributeNode } from './treeNodes.ts';
import type { XmlAttribute } from './xmlTree.ts';

export interface StartTag {
  readonly name: string;
  readonly span: Span;
  readonly attributes: readonly XmlAttribute[];
  /** `cut`: no `>` came before the next tag or the end of the text, as in a tag that is being typed. */
  readonly end: 'open' | 'self-closing' | 'cut';
}

const GREATER = 0x3e;
const LESS = 0x3c;
const SLASH = 0x2f;
const EQUALS = 0x3d;

/** Reads a start tag; the scanner stands at its `<`, and a name follows. */
export function startTag(scanner: Scanner, problems: DiagnosticList): StartTag {
  const tag = readTag(scanner, problems);
  reportRepeated(tag.attributes, problems);
  return tag;
}

function reportRepeated(attributes: readonly XmlAttribute[], problems: DiagnosticList): void {
  // Most tags have one attribute or none.
  if (attributes.length < 2) return;
  const seen = new Set<string>();
  for (const { name, nameSpan } of attributes) {
    if (seen.has(name))
      problems.error('xml-duplicate-attribute', nameSpan, say('The attribute {0} stands here twice.', name));
    seen.add(name);
  }
}

/** Those of the tag that is read: an array that grows has room for seventeen, and most tags have one or none. */
const gathered: XmlAttribute[] = [];

function readTag(scanner: Scanner, problems: DiagnosticList): StartTag {
  const start = scanner.at;
  scanner.at++;
  const name = scanner.name();
  let count = 0;
  let lastToken = scanner.at;
  for (;;) {
    const space = scanner.skipSpace();
    const next = scanner.peek();
    if (next === GREATER) {
      return { name, attributes: gathered.slice(0, count), end: 'open', span: { start, end: ++scanner.at } };
    }
    if (next === SLASH && scanner.peek(1) === GREATER) {
      scanner.at += 2;
      const span = { start, end: scanner.at };
      return { name, attributes: gathered.slice(0, count), end: 'self-closing', span };
    }
    if (next === LESS || next < 0) {
      problems.error('xml-unclosed-tag', { start, end: lastToken }, say('The tag <{0} does not end with >.', name));
      // White space after a cut tag is the text's again, so that the tag ends where its last token does.
      scanner.at = lastToken;
      const span = { start, end: lastToken };
      return { name, attributes: gathered.slice(0, count), end: 'cut', span };
    }
    if (isNameStart(next)) {
      if (space === 0) {
        problems.error(
          'xml-space-expected',
          { start: scanner.at, end: scanner.at + 1 },
          say('White space is missing here.'),
        );
      }
      gathered[count++] = readAttribute(scanner, problems);
    } else {
      skipUnexpected(scanner, problems);
    }
    lastToken = scanner.at;
  }
}

function skipUnexpected(scanner: Scanner, problems: DiagnosticList): void {
  const start = scanner.at;
  scanner.at++;
  scanner.skip((code) => !isSpace(code) && code !== GREATER && code !== LESS && code !== SLASH && !isNameStart(code));
  const span = { start, end: scanner.at };
  problems.error('xml-unexpected-character', span, say('Only attributes may stand here, as in name="value".'));
}

function readAttribute(scanner: Scanner, problems: DiagnosticList): XmlAttribute {
  const start = scanner.at;
  const name = scanner.name();
  const afterName = scanner.at;
  scanner.skipSpace();
  if (scanner.peek() !== EQUALS) {
    scanner.at = afterName;
    return withoutValue(name, { start, end: scanner.at }, problems);
  }
  scanner.at++;
  const afterEquals = scanner.at;
  scanner.skipSpace();
  const quote = scanner.peek();
  if (quote === 0x22 || quote === 0x27) {
    const valueStart = scanner.at + 1;
    const valueEnd = quotedValue(scanner, problems, quote === 0x22 ? '"' : "'");
    const value = resolve(scanner.text.slice(valueStart, valueEnd), valueStart, 'attribute', problems);
    return new AttributeNode(name, start, value, valueStart, valueEnd, scanner.at);
  }
  const valueStart = scanner.at;
  scanner.skip((code) => !isSpace(code) && code !== GREATER && code !== LESS && code !== SLASH);
  const valueEnd = scanner.at;
  if (valueStart === valueEnd) {
    scanner.at = afterEquals;
    return withoutValue(name, { start, end: scanner.at }, problems);
  }
  const valueSpan = { start: valueStart, end: valueEnd };
  problems.error('xml-unquoted-attribute', valueSpan, say('An attribute value stands in quotes.'));
  return new AttributeNode(name, start, scanner.slice(valueSpan), valueStart, valueEnd, valueEnd);
}

/** @param span with the `=`, where there is one */
function withoutValue(name: string, span: Span, problems: DiagnosticList): XmlAttribute {
  const nameSpan = { start: span.start, end: span.start + name.length };
  problems.error('xml-attribute-value', nameSpan, say('The attribute {0} has no value: write {0}="…".', name));
  return { name, nameSpan, value: '', span };
}

/**
 * Reads a value from its opening quote on and moves behind the closing one. A value may not contain `<`: where a tag
 * begins first, the closing quote was forgotten, and the value ends with its line or at the next `>`. No character is
 * looked at more than three times: a quote that is missing before a tag is missing for every value up to there.
 *
 * @returns where the value ends; it begins behind the quote
 */
function quotedValue(scanner: Scanner, problems: DiagnosticList, quote: '"' | "'"): number {
  const opening = scanner.at;
  scanner.at++;
  const start = scanner.at;
  const less = skipToQuote(scanner, quote.charCodeAt(0));
  if (!scanner.atEnd && scanner.text[scanner.at] === quote) {
    if (less !== undefined) {
      problems.error('xml-less-than', { start: less, end: less + 1 }, say('In a value, write < as &lt;.'));
    }
    return scanner.at++;
  }
  scanner.at = start;
  scanner.skip((code) => code !== 0x0a && code !== 0x0d && code !== GREATER && code !== LESS);
  // The slash of a `/>` that ends the tag is not the value's.
  if (scanner.peek() === GREATER && scanner.at > start && scanner.peek(-1) === SLASH) scanner.at--;
  const span = { start: opening, end: scanner.at };
  problems.error('xml-unclosed-value', span, say('The value does not end with {0}.', quote));
  return scanner.at;
}

/**
 * Moves to the closing quote, or to where it cannot come any more: the beginning of a tag, or the end.
 *
 * @returns the first `<` on the way that begins no tag
 */
function skipToQuote(scanner: Scanner, quote: number): number | undefined {
  let less: number | undefined;
  for (;;) {
    scanner.skip((code) => code !== quote && code !== LESS);
    if (scanner.peek() !== LESS) return less;
    const next = scanner.peek(1);
    if (isNameStart(next) || next === SLASH || next === 0x21 || next === 0x3f) return less;
    less ??= scanner.at;
    scanner.at++;
  }
}
