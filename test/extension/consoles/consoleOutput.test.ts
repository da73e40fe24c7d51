import { beforeEach, describe, expect, test } from 'vitest';
import { ConsoleOutput } from '../../../extension/consoles/consoleOutput.ts';

let writes: string[];
let output: ConsoleOutput;
beforeEach(() => {
  writes = [];
  output = new ConsoleOutput((text) => writes.push(text));
});

describe('what a guest prints', () => {
  test('is text, also where a character is divided between frames', () => {
    for (const byte of Buffer.from('grün ✓ 𝄞')) output.take(Buffer.of(byte));
    expect(writes.join('')).toBe('grün ✓ 𝄞');
    expect(writes).not.toContain('');
  });

  test('stands before a note that came after it', () => {
    output.take(Buffer.from('first'));
    output.note('our words');
    output.take(Buffer.from('second'));
    expect(writes.join('')).toBe('first\r\n\x1b[90m[our words]\x1b[0m\r\nsecond');
  });

  test('of a channel has its lines begin at the left', () => {
    output.becomeRaw();
    output.take(Buffer.from('a\nb\r\nc'));
    expect(writes).toEqual(['a\r\nb\r\nc']);
  });

  test('of which half a character is missing does not spoil what follows elsewhere', () => {
    output.take(Buffer.from('✓').subarray(0, 2));
    output.breakOff();
    output.take(Buffer.from('next'));
    expect(writes.join('')).toBe('next');
  });

  test('and is cut ends in no escape sequence, colour or half a character', () => {
    output.take(Buffer.from('\x1b[31mred ✓').subarray(0, -1));
    output.cut();
    output.take(Buffer.from('next'));
    expect(writes.join('')).toBe('\x1b[31mred \x18\x1b[0m\x0fnext');
  });
});
