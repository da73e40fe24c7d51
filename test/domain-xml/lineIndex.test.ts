import { expect, test } from 'vitest';
import { LineIndex } from '../../domain-xml/parse/lineIndex.ts';
import { fc } from '../properties.ts';

test.each([
  ['', 0, { line: 0, character: 0 }],
  ['ab', 2, { line: 0, character: 2 }],
  ['a\nb', 1, { line: 0, character: 1 }],
  ['a\nb', 2, { line: 1, character: 0 }],
  ['a\r\nb', 3, { line: 1, character: 0 }],
  ['a\rb', 2, { line: 1, character: 0 }],
  ['a\n\n', 3, { line: 2, character: 0 }],
  ['😀b', 2, { line: 0, character: 2 }],
  ['ab', 99, { line: 0, character: 2 }],
  ['ab', -1, { line: 0, character: 0 }],
])('%j at %i', (text, offset, position) => {
  expect(new LineIndex(text).position(offset)).toEqual(position);
});

test('positions and offsets are each other’s inverse', () => {
  const text = fc.array(fc.constantFrom('a', '\n', '\r', '\r\n', '😀', ''), { maxLength: 40 }).map((p) => p.join(''));
  fc.assert(
    fc.property(text, fc.nat(60), (text, n) => {
      const lines = new LineIndex(text);
      const offset = Math.min(n, text.length);
      expect(lines.offset(lines.position(offset))).toBe(offset);
    }),
  );
});

test('positions outside the text are taken to its nearest place', () => {
  const lines = new LineIndex('ab\ncd');
  expect(lines.offset({ line: 9, character: 0 })).toBe(5);
  expect(lines.offset({ line: 0, character: 99 })).toBe(3);
  expect(lines.offset({ line: 1, character: 99 })).toBe(5);
});
