import type { DiagnosticList } from '../diagnosticList.ts';
import { say } from '../message.ts';
import { isSpace } from './characters.ts';
import type { Scanner } from './scanner.ts';
import type { XmlCdata, XmlComment, XmlInstruction } from './xmlTree.ts';

const DECLARATION =
  /^\s+version\s*=\s*(?:"1\.0"|'1\.0')(?:\s+encoding\s*=\s*(?:"[A-Za-z][-.\w]*"|'[A-Za-z][-.\w]*'))?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*$/;

/** Reads a comment; the scanner stands at its `<!--`. One that does not end takes the rest of the text. */
export function comment(scanner: Scanner, problems: DiagnosticList): XmlComment {
  const start = scanner.at;
  scanner.at += 4;
  const { value, end } = upTo(scanner, '-->');
  if (end === undefined)
    problems.error('xml-unclosed-comment', { start, end: start + 4 }, say('The comment does not end with -->.'));
  const hyphens = `${value}-`.indexOf('--');
  if (end !== undefined && hyphens >= 0) {
    const span = { start: start + 4 + hyphens, end: start + 6 + hyphens };
    problems.error('xml-comment-hyphens', span, say('A comment may not contain --, nor end with --->.'));
  }
  return { kind: 'comment', value, span: { start, end: scanner.at } };
}

/** Reads a CDATA section; the scanner stands at its `<![CDATA[`. */
export function cdata(scanner: Scanner, problems: DiagnosticList): XmlCdata {
  const start = scanner.at;
  scanner.at += 9;
  const { value, end } = upTo(scanner, ']]>');
  if (end === undefined)
    problems.error('xml-unclosed-cdata', { start, end: start + 9 }, say('The CDATA section does not end with ]]>.'));
  return { kind: 'cdata', value: value.replace(/\r\n?/g, '\n'), span: { start, end: scanner.at } };
}

/**
 * Reads a processing instruction or the XML declaration; the scanner stands at its `<?`.
 *
 * @param first whether it is the first thing of the text, where alone the declaration may stand
 */
export function instruction(scanner: Scanner, problems: DiagnosticList, first: boolean): XmlInstruction {
  const start = scanner.at;
  scanner.at += 2;
  const target = scanner.name();
  const targetSpan = { start: start + 2, end: scanner.at };
  const { value, end } = upTo(scanner, '?>');
  const node: XmlInstruction = {
    kind: 'instruction',
    target,
    targetSpan,
    value: value.trimStart(),
    span: { start, end: scanner.at },
  };
  const head = { start, end: targetSpan.end };
  if (end === undefined) problems.error('xml-unclosed-instruction', head, say('The instruction does not end with ?>.'));
  else if (target === '') problems.error('xml-name-expected', head, say('A name has to follow <? at once.'));
  else if (target.toLowerCase() === 'xml') checkDeclaration(node, value, first, problems);
  else if (value !== '' && !isSpace(value.charCodeAt(0))) {
    problems.error(
      'xml-space-expected',
      { start: targetSpan.end, end: targetSpan.end + 1 },
      say('White space is missing here.'),
    );
  }
  return node;
}

function checkDeclaration(
  { target, span }: XmlInstruction,
  body: string,
  first: boolean,
  problems: DiagnosticList,
): void {
  if (!first || target !== 'xml') {
    problems.error(
      'xml-declaration',
      span,
      say('The XML declaration is <?xml version="1.0"?>, and the first thing in the text.'),
    );
  } else if (!DECLARATION.test(body)) {
    problems.error(
      'xml-declaration',
      span,
      say('The XML declaration is <?xml version="1.0" encoding="UTF-8"?>; version 1.0, in this order.'),
    );
  }
}

/** Skips a `<!DOCTYPE …>`, with its internal subset; the scanner stands at its `<!`. None is read: entities are an attack surface. */
export function doctype(scanner: Scanner, problems: DiagnosticList): void {
  const start = scanner.at;
  scanner.skip((code) => code !== 0x3e && code !== 0x5b);
  if (scanner.peek() === 0x5b) {
    upTo(scanner, ']');
    scanner.skip((code) => code !== 0x3e && code !== 0x3c);
  }
  if (scanner.peek() === 0x3e) scanner.at++;
  problems.error(
    'xml-doctype',
    { start, end: scanner.at },
    say('A document type is not allowed: domain XML has none.'),
  );
}

/** Skips some other `<!…>`; the scanner stands at its `<!`. */
export function unknownDeclaration(scanner: Scanner, problems: DiagnosticList): void {
  const start = scanner.at;
  scanner.at += 2;
  scanner.skip((code) => code !== 0x3e && code !== 0x3c && code !== 0x0a);
  if (scanner.peek() === 0x3e) scanner.at++;
  const message = say('After <! comes -- of a comment or [CDATA[ of a CDATA section.');
  problems.error('xml-declaration-unknown', { start, end: scanner.at }, message);
}

/** What stands before `delimiter`, moving behind it; the whole rest and no end when it does not come. */
function upTo(scanner: Scanner, delimiter: string): { readonly value: string; readonly end?: number } {
  const start = scanner.at;
  const end = scanner.find(delimiter);
  scanner.at = end < 0 ? scanner.text.length : end + delimiter.length;
  return end < 0 ? { value: scanner.text.slice(start) } : { value: scanner.text.slice(start, end), end };
}
