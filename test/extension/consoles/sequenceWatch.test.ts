import { describe, expect, test } from 'vitest';
import { SequenceWatch } from '../../../extension/consoles/sequenceWatch.ts';

const isBetweenAfter = (...pieces: readonly string[]): boolean => {
  const watch = new SequenceWatch();
  for (const piece of pieces) watch.take(piece);
  return watch.isBetween;
};

describe('between sequences', () => {
  test.each([
    ['nothing', ''],
    ['text and lines', 'one\r\ntwo'],
    ['a colour', '\x1b[1;31m'],
    ['a colour and text', 'a\x1b[31mred'],
    ['a colour as one character', '\x9b31m'],
    ['a character set', '\x1b(B'],
    ['a saved cursor', '\x1b7'],
    ['a title that BEL ends', '\x1b]0;demo\x07'],
    ['a title that ST ends', '\x1b]0;demo\x1b\\'],
    ['a title that ST as one character ends', '\x9d0;demo\x9c'],
    ['a picture', '\x1bPq#0;2;0;0;0\n#0~~\n-\x1b\\'],
    ['what is cut off', '\x1bPq#0\x18\x1b[0m\x0f'],
    ['a sequence that CAN ends', '\x1b[12\x18'],
  ])('is what follows %s', (_, text) => {
    expect(isBetweenAfter(text)).toBe(true);
    expect(isBetweenAfter(...text)).toBe(true);
  });
});

describe('inside one', () => {
  test.each([
    ['an escape', '\x1b'],
    ['a character set', 'x\x1b('],
    ['a colour', '\x1b[1;31'],
    ['a colour as one character', '\x9b1;'],
    ['a colour with a line feed in it, which is obeyed', '\x1b[1\n;31'],
    ['a title', '\x1b]0;a long title\n'],
    ['a picture, in which BEL is no end', '\x1bPq#0;2;0\n\x07#1~~'],
    ['a picture as one character', '\x90q#0'],
    ['what an application may say', '\x1b_Gf=100'],
    ['the end of a picture', '\x1bPq#0\x1b'],
  ])('is what follows %s', (_, text) => {
    expect(isBetweenAfter(text)).toBe(false);
    expect(isBetweenAfter(...text)).toBe(false);
  });

  test('is the middle of a picture, however much of it came', () => {
    const watch = new SequenceWatch();
    watch.take('\x1bPq');
    for (let line = 0; line < 1000; line++) watch.take('#0~~~~$\n');
    expect(watch.isBetween).toBe(false);
    watch.take('\x1b\\');
    expect(watch.isBetween).toBe(true);
  });
});
