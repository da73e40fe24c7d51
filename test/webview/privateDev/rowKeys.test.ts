import { expect, test } from 'vitest';
import { rowAfter } from '../../../webview/privateDev/rowKeys.ts';

test.each([
  ['ArrowDown', 0, 1],
  ['ArrowDown', 29, 29],
  ['ArrowUp', 0, 0],
  ['ArrowUp', 7, 6],
  ['PageDown', 3, 13],
  ['PageDown', 25, 29],
  ['PageUp', 3, 0],
  ['Home', 12, 0],
  ['End', 12, 29],
  ['x', 12, undefined],
])('%s leads from row %i to %s', (key, from, to) => {
  expect(rowAfter(key, from, 30)).toBe(to);
});

test('without rows no key leads anywhere', () => {
  expect(rowAfter('End', -1, 0)).toBeUndefined();
});
