import { expect, test } from 'vitest';
import { byteCount } from '../../../extension/consoles/byteCount.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [9_949, '9.9 kB'],
  [12_345, '12 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [12_345_678, '12 MB'],
  [3_000_000_000_000, '3000 GB'],
])('%i bytes are %s', (bytes, words) => {
  expect(byteCount(bytes)).toBe(words);
});
