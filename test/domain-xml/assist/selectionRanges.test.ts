import { expect, test } from 'vitest';
import { selectionRanges } from '../../../domain-xml/assist/selectionRanges.ts';
import { parseXml } from '../../../domain-xml/parse/parseXml.ts';
import { fc } from '../../properties.ts';
import { anything } from '../xmlArbitrary.ts';
import { marked } from './marked.ts';

function steps(withCursor: string): string[] {
  const { document, text, offset } = marked(withCursor);
  return selectionRanges(document, offset).map(({ start, end }) => text.slice(start, end));
}

test.each([
  ["<a><b c='v|w'/></a>", ['vw', "c='vw'", "<b c='vw'/>", "<a><b c='vw'/></a>"]],
  ["<a><b |c='v'/></a>", ['c', "c='v'", "<b c='v'/>", "<a><b c='v'/></a>"]],
  ['<a> <b|c> text </bc> </a>', ['bc', '<bc>', '<bc> text </bc>', ' <bc> text </bc> ', '<a> <bc> text </bc> </a>']],
  ['<a><b> te|xt </b></a>', ['text', ' text ', '<b> text </b>', '<a><b> text </b></a>']],
  ['<a><b>x</|b></a>', ['b', '</b>', '<b>x</b>', '<a><b>x</b></a>']],
  ['<a>\n|\n<b/></a>', ['\n\n<b/>', '<a>\n\n<b/></a>']],
  ['<a><!-- c|c --></a>', ['<!-- cc -->', '<a><!-- cc --></a>']],
  ['<a/>|', ['<a/>']],
  ["<a><b c='|\n</a>", ["<b c='\n", "<a><b c='\n</a>"]],
])('%j', (withCursor, expected) => {
  const found = steps(withCursor);
  expect(found.filter((step) => step !== '')).toEqual(expected);
});

test('each step holds the one before, and the last is all, in any text', () => {
  fc.assert(
    fc.property(anything, fc.nat(80), (text, at) => {
      const offset = Math.min(at, text.length);
      const found = selectionRanges(parseXml(text), offset);
      found.reduce((inner, outer) => {
        expect(outer.start).toBeLessThanOrEqual(inner.start);
        expect(outer.end).toBeGreaterThanOrEqual(inner.end);
        return outer;
      });
      expect(found.at(-1)).toEqual({ start: 0, end: text.length });
    }),
  );
});
