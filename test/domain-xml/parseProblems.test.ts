import { describe, expect, test } from 'vitest';
import { MAX_DIAGNOSTICS } from '../../domain-xml/diagnosticList.ts';
import { MAX_DEPTH, MAX_TEXT_BYTES } from '../../domain-xml/parse/limits.ts';
import { parseXml } from '../../domain-xml/parse/parseXml.ts';
import { MALFORMED } from './badDomains.ts';
import { drawn } from './drawn.ts';

const problems = (text: string) => `\n${drawn(text, parseXml(text).problems)}\n`;

/** Every code, where it stands and how it is put. */
describe('what is not well-formed is said at its place', () => {
  test.each(Object.entries(MALFORMED))('%s', (_, text) => {
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
