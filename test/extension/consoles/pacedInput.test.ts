import { describe, expect, test } from 'vitest';
import { linePieces, sendPaced } from '../../../extension/consoles/pacedInput.ts';
import { ScriptedClock } from './scriptedClock.ts';

const turn = (): Promise<void> => new Promise(setImmediate);

describe('a text', () => {
  test('is typed with the Enter key at the end of its lines', () => {
    expect(linePieces('')).toEqual([]);
    expect(linePieces('a\nb\r\nc')).toEqual(['a\rb\rc']);
    expect(linePieces('\n\n')).toEqual(['\r\r']);
  });

  test.each([
    ['short lines', 'echo hello ✓\n'.repeat(1000)],
    ['a long line', '𝄞'.repeat(4000)],
    ['lines just too long', `${'x'.repeat(500)}\n`.repeat(9)],
    ['lines longer than a piece', `${'y'.repeat(1700)}\n`.repeat(9)],
  ])('of %s goes in small pieces, whole', (_, text) => {
    const pieces = linePieces(text);
    expect(pieces.join('')).toBe(text.replaceAll('\n', '\r'));
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(1000);
    for (const piece of pieces) expect(Buffer.from(piece).toString()).toBe(piece);
  });
});

describe('sending', () => {
  test('waits for the line, and for the agent', async () => {
    const clock = new ScriptedClock();
    const sent: string[] = [];
    let taken = (): void => undefined;
    const send = (piece: string): Promise<void> => {
      sent.push(piece);
      return new Promise((resolve) => {
        taken = resolve;
      });
    };
    const done = sendPaced('line\n'.repeat(500), { send, later: clock.later, isCancelled: () => false });
    await turn();
    expect(sent).toHaveLength(1);
    clock.pass(1000);
    await turn();
    expect(sent).toHaveLength(1);
    taken();
    await turn();
    expect(sent).toHaveLength(1);
    clock.pass(50);
    await turn();
    expect(sent).toHaveLength(2);
    taken();
    await turn();
    clock.pass(50);
    await turn();
    taken();
    await done;
    expect(sent.join('')).toBe('line\r'.repeat(500));
  });

  test('ends when it is cancelled', async () => {
    const clock = new ScriptedClock();
    const sent: string[] = [];
    let isCancelled = false;
    const done = sendPaced('x\n'.repeat(5000), {
      send: async (piece) => void sent.push(piece),
      later: clock.later,
      isCancelled: () => isCancelled,
    });
    await turn();
    isCancelled = true;
    clock.pass(50);
    await done;
    expect(sent).toHaveLength(1);
  });
});
