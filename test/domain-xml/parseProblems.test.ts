import { describe, expect, test } from 'vitest';
import { MAX_DIAGNOSTICS } from '../../domain-xml/diagnosticList.ts';
import { MAX_DEPTH, MAX_TEXT_BYTES } from '../../domain-xml/parse/limits.ts';
import { parseXml } from '../../domain-xml/parse/parseXml.ts';
import { drawn } from './drawn.ts';

const problems = (text: string) => `\n${drawn(text, parseXml(text).problems)}\n`;

/** Every code, where it stands and how it is put. */
describe('what is not well-formed is said at its place', () => {
  const texts: Record<string, string> = {
    'no element': 'plain',
    'nothing at all': '',
    'two roots': '<a/><b/>',
    'text beside the root': '<a/>x',
    'CDATA beside the root': '<a/><![CDATA[x]]>',
    'an element without end': '<a><b></a>',
    'an end without beginning': '<a></b></a>',
    'an end at the top': '</a>',
    'overlapping elements': '<a><b><c></b></c></a>',
    'a tag without >': '<a><b c="d"\n</a>',
    'an end tag without >': '<a></a',
    'an end tag with attributes': '<a></a b="c">',
    'a < in text': '<a>1 < 2</a>',
    'a < at the end': '<a/><',
    'a value without quotes': '<a b=c/>',
    'an attribute without value': '<a b/>',
    'an attribute with nothing after =': '<a b=/>',
    'a value without its last quote': '<a b="c>\n<d/></a>',
    'a < in a value': '<a b="1 < 2 <"/>',
    'a tag in a value': '<a b="<c/>"/>',
    'the same attribute twice': '<a b="1" b="2"/>',
    'attributes without space between': '<a b="1"c="2"/>',
    'something else than an attribute': '<a 1="2" =/>',
    'a lone &': '<a>x & y</a>',
    'a & in a value': '<a b="x&y"/>',
    'a reference without ;': '<a>&amp</a>',
    'an unknown entity': '<a>&nbsp;</a>',
    'a reference to no character': '<a>&#0;&#x1F;&#xD800;&#xFFFE;&#x110000;&#99999999999;</a>',
    'an inner ]]>': '<a>]]></a>',
    '-- in a comment': '<a><!-- a -- b --></a>',
    'a comment that ends with --->': '<a><!-- a ---></a>',
    'a comment without end': '<a/><!-- b',
    'CDATA without end': '<a><![CDATA[ b</a>',
    'an instruction without end': '<a/><?b c',
    'an instruction without name': '<a><? b?></a>',
    'an instruction without space': '<a><?b+c?></a>',
    'a declaration later': '<a><?xml version="1.0"?></a>',
    'a declaration after a space': ' <?xml version="1.0"?><a/>',
    'version 1.1': '<?xml version="1.1"?><a/>',
    'a declaration without version': '<?xml encoding="UTF-8"?><a/>',
    'a document type': '<!DOCTYPE a><a/>',
    'a document type with entities': '<!DOCTYPE a [<!ENTITY b "c>">]>\n<a/>',
    'some other declaration': '<a><!ELEMENT b></a>',
    'a control character': '<a>\u0007\u0008</a>',
    'a non-character': '<!--\ufffe--><a/>',
  };
  test.each(Object.entries(texts))('%s', (_, text) => {
    expect(problems(text)).toMatchSnapshot();
  });
});

test('half of a pair of surrogates is no character', () => {
  for (const text of ['<a b="\ud800"/>', '<a>\udc00</a>', '<!--\ud800--><a/>', '<a\ud800/>']) {
    expect(parseXml(text).problems.map(({ code }) => code)).toContain('xml-control-character');
  }
  expect(parseXml('<a b="\ud83d\ude00"/>').problems).toEqual([]);
});

describe('limits', () => {
  const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);

  test('depth', () => {
    expect(parseXml(nested(MAX_DEPTH)).problems).toEqual([]);
    const { problems } = parseXml(nested(MAX_DEPTH + 1));
    expect(problems.map(({ code }) => code)).toContain('xml-too-deep');
  });

  test.each([
    ['ASCII', 'x'],
    ['two bytes', 'é'],
    ['three bytes', '日'],
    ['four bytes', '😀'],
  ])('size, of %s', (_, character) => {
    const bytes = new TextEncoder().encode(character).length;
    const fill = (limit: number) => `<a>${character.repeat(Math.floor((limit - 7) / bytes))}</a>`;
    expect(parseXml(fill(MAX_TEXT_BYTES)).problems).toEqual([]);
    const { problems, root } = parseXml(fill(MAX_TEXT_BYTES + bytes));
    expect(problems.map(({ code }) => code)).toEqual(['xml-too-large']);
    expect(root).toBeUndefined();
  });

  test('number of problems', () => {
    const { problems } = parseXml(`<a>${'&'.repeat(MAX_DIAGNOSTICS + 5)}</a>`);
    expect(problems.length).toBe(MAX_DIAGNOSTICS + 1);
    expect(problems.at(-1)).toMatchObject({ code: 'too-many-problems', severity: 'error' });
  });
});
