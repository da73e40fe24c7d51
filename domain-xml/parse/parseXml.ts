import { DiagnosticList, inTextOrder } from '../diagnosticList.ts';
import { ENGLISH, say, type Words } from '../message.ts';
import type { Span } from '../position.ts';
import { ILLEGAL_CHARACTERS, isNameStart } from './characters.ts';
import { exceedsUtf8, MAX_DEPTH, MAX_TEXT_BYTES } from './limits.ts';
import { LineIndex } from './lineIndex.ts';
import { cdata, comment, doctype, instruction, unknownDeclaration } from './markup.ts';
import { OpenElements } from './openElements.ts';
import { resolve } from './references.ts';
import { type Effort, Scanner } from './scanner.ts';
import { type StartTag, startTag } from './startTag.ts';
import { EndTagNode, TextNode } from './treeNodes.ts';
import type { XmlDocument, XmlElement } from './xmlTree.ts';

interface Parse {
  readonly scanner: Scanner;
  readonly problems: DiagnosticList;
  readonly open: OpenElements;
  root?: XmlElement;
}

/**
 * Parses XML 1.0 without document types: any text gives a tree, and what keeps the text from being well-formed gives
 * problems with codes `xml-…`. The time is linear in the length of the text, whatever the text is. Namespaces are not
 * resolved. A text above 1 MiB, or what follows a tag nested deeper than 64, is not looked at.
 *
 * @param words the language of the problems
 * @param effort counts the characters looked at
 */
export function parseXml(text: string, words: Words = ENGLISH, effort: Effort = { steps: 0 }): XmlDocument {
  const lines = new LineIndex(text);
  const problems = new DiagnosticList(lines, words);
  if (exceedsUtf8(text, MAX_TEXT_BYTES)) {
    problems.error('xml-too-large', { start: 0, end: 0 }, say('The text is longer than {0} bytes.', MAX_TEXT_BYTES));
    return { text, lines, children: [], problems: problems.items };
  }
  const parse: Parse = { scanner: new Scanner(text, effort), problems, open: new OpenElements(problems) };
  reportIllegalCharacters(parse);
  const first = skipByteOrderMark(parse.scanner);
  while (!parse.scanner.atEnd) {
    if (beginsMarkup(parse.scanner)) readMarkup(parse, first);
    else readText(parse);
  }
  parse.open.endAll(parse.scanner.text.length);
  return finish(parse, lines);
}

function finish({ scanner, problems, open, root }: Parse, lines: LineIndex): XmlDocument {
  if (!root)
    problems.error('xml-no-root', { start: scanner.at, end: scanner.at }, say('There is no element in this text.'));
  const document = { text: scanner.text, lines, children: open.top, problems: inTextOrder(problems.items) };
  return root ? { ...document, root } : document;
}

function reportIllegalCharacters({ scanner, problems }: Parse): void {
  scanner.spend(scanner.text.length);
  for (const { 0: found, index } of scanner.text.matchAll(ILLEGAL_CHARACTERS)) {
    const code = `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
    const message = say('The character {0} may not stand in XML.', code);
    problems.error('xml-control-character', { start: index, end: index + found.length }, message);
  }
}

/** @returns the offset of the first character that counts */
function skipByteOrderMark(scanner: Scanner): number {
  if (scanner.peek() === 0xfeff) scanner.at++;
  return scanner.at;
}

/** Whether a tag, comment or the like begins here. A `<` before anything else is text that should have been `&lt;`. */
function beginsMarkup(scanner: Scanner): boolean {
  if (scanner.peek() !== 0x3c) return false;
  const next = scanner.peek(1);
  return next === 0x2f || next === 0x21 || next === 0x3f || isNameStart(next);
}

function readMarkup(parse: Parse, first: number): void {
  const { scanner, problems, open } = parse;
  const next = scanner.peek(1);
  if (next === 0x2f) readEndTag(parse);
  else if (next === 0x3f) open.add(instruction(scanner, problems, scanner.at === first));
  else if (next !== 0x21) readStartTag(parse);
  else if (scanner.sees('<!--')) open.add(comment(scanner, problems));
  else if (scanner.sees('<![CDATA[')) readCdata(parse);
  else if (scanner.sees('<!DOCTYPE')) doctype(scanner, problems);
  else unknownDeclaration(scanner, problems);
}

function readStartTag(parse: Parse): void {
  const { scanner, problems, open } = parse;
  const tag = startTag(scanner, problems);
  if (open.depth >= MAX_DEPTH) {
    const message = say('Elements are nested deeper than {0}; nothing further is read.', MAX_DEPTH);
    problems.error('xml-too-deep', nameSpanOf(tag), message);
    scanner.at = scanner.text.length;
    return;
  }
  const outside = open.depth === 0;
  const element = open.begin(tag);
  if (!outside) return;
  if (parse.root)
    problems.error('xml-two-roots', element.nameSpan, say('A text has one root; <{0}> came before.', parse.root.name));
  else parse.root = element;
}

const nameSpanOf = ({ name, span: { start } }: StartTag): Span => ({ start: start + 1, end: start + 1 + name.length });

function readEndTag({ scanner, problems, open }: Parse): void {
  const start = scanner.at;
  scanner.at += 2;
  const name = scanner.name();
  const nameEnd = scanner.at;
  scanner.skipSpace();
  const whole = scanner.peek() === 0x3e;
  if (!whole) {
    // Up to its end, if that comes before another tag or line.
    const rest = scanner.at;
    scanner.skip((code) => code !== 0x3e && code !== 0x3c && code !== 0x0a);
    const closed = scanner.peek() === 0x3e;
    const span = closed && scanner.at > rest ? { start: rest, end: scanner.at } : { start, end: nameEnd };
    const message = closed ? say('Only white space may stand here.') : say('The tag </{0} does not end with >.', name);
    problems.error(closed ? 'xml-unexpected-character' : 'xml-unclosed-tag', span, message);
    if (closed) scanner.at++;
    else scanner.at = nameEnd;
  } else {
    scanner.at++;
  }
  open.end(name, new EndTagNode(start, nameEnd, scanner.at), whole && name !== '');
}

function readCdata({ scanner, problems, open }: Parse): void {
  const outside = open.depth === 0;
  const node = cdata(scanner, problems);
  if (outside) problems.error('xml-text-outside-root', node.span, say('Text may stand only within the root.'));
  open.add(node);
}

function readText({ scanner, problems, open }: Parse): void {
  const start = scanner.at;
  let stray = false;
  while (!scanner.atEnd && !beginsMarkup(scanner)) {
    if (scanner.peek() === 0x3c) {
      problems.error(
        'xml-name-expected',
        { start: scanner.at, end: scanner.at + 1 },
        say('A name has to follow < at once; as text write &lt;.'),
      );
      stray = true;
      scanner.at++;
    }
    scanner.skip(isNoLess);
  }
  const raw = scanner.text.slice(start, scanner.at);
  scanner.spend(raw.length);
  const end = raw.indexOf(']]>');
  if (end >= 0)
    problems.error('xml-cdata-end', { start: start + end, end: start + end + 3 }, say('In text, write ]]> as ]]&gt;.'));
  const value = resolve(raw, start, 'text', problems);
  const node = new TextNode(raw, start, value);
  if (open.depth === 0 && !stray) reportOutside(node, problems);
  open.add(node);
}

function reportOutside({ trimmedSpan }: TextNode, problems: DiagnosticList): void {
  if (trimmedSpan.start === trimmedSpan.end) return;
  problems.error('xml-text-outside-root', trimmedSpan, say('Text may stand only within the root.'));
}

const isNoLess = (code: number): boolean => code !== 0x3c;
