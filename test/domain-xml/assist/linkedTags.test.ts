import { expect, test } from 'vitest';
import { linkedTags } from '../../../domain-xml/assist/linkedTags.ts';
import { marked } from './marked.ts';

function linked(withCursor: string): string[] | undefined {
  const { document, text, offset } = marked(withCursor);
  return linkedTags(document, offset)?.map(({ start, end }) => `${start}:${text.slice(start, end)}`);
}

test.each([
  ['<a><|disk></disk></a>', ['4:disk', '11:disk']],
  ['<a><disk|></disk></a>', ['4:disk', '11:disk']],
  ['<a><disk></di|sk></a>', ['4:disk', '11:disk']],
  ['<a><disk></disk|></a>', ['4:disk', '11:disk']],
  ['<a><disk></disk|', ['4:disk', '11:disk']],
  ['<a|><disk></disk></a>', ['1:a', '18:a']],
  ["<a><disk |b='c'></disk></a>", undefined],
  ['<a><disk|/></a>', undefined],
  ['<a><disk|></a>', undefined],
  // Already different: which of them is meant, nobody knows.
  ['<a><dis|k></dis></a>', undefined],
  ['<a>te|xt</a>', undefined],
])('%s', (withCursor, expected) => expect(linked(withCursor)).toEqual(expected));
