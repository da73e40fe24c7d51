import { beforeEach, describe, expect, test } from 'vitest';
import { ConsoleOutput } from '../../../extension/consoles/consoleOutput.ts';
import { english } from '../l10n.ts';
import { ScriptedClock } from './scriptedClock.ts';

let clock: ScriptedClock;
let writes: string[];
let output: ConsoleOutput;
beforeEach(() => {
  clock = new ScriptedClock();
  writes = [];
  output = new ConsoleOutput({
    write: (text) => writes.push(text),
    later: clock.later,
    now: clock.now,
    l10n: english,
  });
});

describe('what a guest prints', () => {
  test('is text, also where a character is divided between frames', () => {
    for (const byte of Buffer.from('grün ✓ 𝄞')) {
      output.take(Buffer.of(byte));
      clock.pass(3);
    }
    clock.pass(20);
    expect(writes.join('')).toBe('grün ✓ 𝄞');
  });

  test('comes at once, and then in batches of 10 ms', () => {
    output.take(Buffer.from('a'));
    expect(writes).toEqual(['a']);
    for (const letter of 'bcd') output.take(Buffer.from(letter));
    expect(writes).toEqual(['a']);
    clock.pass(10);
    expect(writes).toEqual(['a', 'bcd']);
    clock.pass(50);
    output.take(Buffer.from('e'));
    expect(writes).toEqual(['a', 'bcd', 'e']);
  });

  test('stands before a note that came after it', () => {
    output.take(Buffer.from('first'));
    output.take(Buffer.from(' second'));
    output.note('our words');
    output.take(Buffer.from('third'));
    clock.pass(10);
    expect(writes.join('')).toBe('first second\r\n\x1b[90m[our words]\x1b[0m\r\nthird');
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
    clock.pass(10);
    expect(writes.join('')).toBe('next');
  });

  test('is not written to a terminal that is gone', () => {
    output.take(Buffer.from('a'));
    output.take(Buffer.from('b'));
    output.dispose();
    clock.pass(100);
    expect(writes).toEqual(['a']);
    expect(clock.waiting).toBe(0);
  });
});

test('a flood says how much is skipped, outside any colour, and goes on at a line', () => {
  const line = Buffer.from(`\x1b[31m✓${'x'.repeat(90)}\n`);
  for (let time = 0; time < 1000; time += 5) {
    for (let count = 0; count < 1000; count++) output.take(line);
    clock.pass(5);
  }
  output.take(Buffer.from('$ '));
  clock.pass(250);
  const text = writes.join('');
  const [before = '', after = ''] = text.split(/… [\d.]+ MB skipped; they are in the log/);
  expect(before.endsWith('\x18\x1b[0m\x0f\r\n\x1b[90m[')).toBe(true);
  expect(after.startsWith(']\x1b[0m\r\n\x1b[31m✓x')).toBe(true);
  expect(text).not.toContain('\uFFFD');
  expect(text.endsWith('\n$ ')).toBe(true);
  expect(clock.waiting).toBe(0);
});
