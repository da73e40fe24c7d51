import { expect, test } from 'vitest';
import { ENGLISH } from '../../domain-xml/message.ts';
import { parseXml } from '../../domain-xml/parse/parseXml.ts';
import type { XmlElement } from '../../domain-xml/parse/xmlTree.ts';

/** No character is looked at more often than this on the whole, whatever the text. */
const LOOKS = 16;
const LENGTH = 1 << 13;

const fill = (piece: string, length: number) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

function steps(text: string): number {
  const effort = { steps: 0 };
  parseXml(text, ENGLISH, effort);
  return effort.steps;
}

/** Pieces whose repetition has made parsers slow: nothing ends, nothing fits, everything has to be looked for. */
const HOSTILE = [
  '<',
  '<a',
  '<a ',
  '<a>',
  '<a/>',
  '</a>',
  '</',
  '<a b',
  '<a b=',
  '<a b="',
  "<a b='\n",
  '<a b="c" ',
  '<a><b>',
  '<a><b></a>',
  '<a><b ',
  '<a></b>',
  '&',
  '&#',
  '&#1',
  '&amp',
  '&amp;',
  '<!',
  '<!-',
  '<!--',
  '<!---->',
  '--',
  '-->',
  '<![CDATA[',
  ']]>',
  ']',
  '<?',
  '<?a',
  '<?xml ',
  '?>',
  '<!DOCTYPE',
  '<!DOCTYPE [',
  '<!DOCTYPE [>',
  '<!DOCTYPE []',
  '"',
  "'",
  '=',
  ' ',
  '\n',
  '\r',
  '\r\n',
  'x',
  '\ud800',
  '\u0000',
  '\u0301',
  '<a b="\'',
  '<a b=\'"\n"',
  '<a b="\n b=\'\n',
];

test.each(HOSTILE)('%j repeated is read in linear time', (piece) => {
  for (const before of ['', '<a>', '<a ', '<a b="', '<!--', '<a><b']) {
    const short = before + fill(piece, LENGTH / 2);
    const long = before + fill(piece, LENGTH);
    expect(steps(long)).toBeLessThanOrEqual(LOOKS * long.length);
    expect(steps(long)).toBeLessThanOrEqual(2.1 * steps(short) + 100);
  }
});

test('a tag with very many attributes is read in linear time', () => {
  const attributes = (n: number) => Array.from({ length: n }, (_, i) => ` a${i}="1"`).join('');
  expect(steps(`<a${attributes(20_000)}/>`)).toBeLessThanOrEqual(2.1 * steps(`<a${attributes(10_000)}/>`));
});

test('cut tags do not nest, however many there are', () => {
  const { root, children } = parseXml('<a <b <c '.repeat(10_000));
  expect(root && depth(root)).toBe(1);
  expect(children.filter(({ kind }) => kind === 'element').length).toBe(30_000);
});

function depth(element: XmlElement): number {
  return 1 + Math.max(0, ...element.children.map((child) => (child.kind === 'element' ? depth(child) : 0)));
}
