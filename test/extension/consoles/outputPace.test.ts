import { describe, expect, test } from 'vitest';
import { OutputPace, type Shown } from '../../../extension/consoles/outputPace.ts';

const MEGABYTE = 1_000_000;

const LINE = 1000;

/** Lines that say at which byte they begin. */
const source = Buffer.alloc(60 * MEGABYTE, '.');
for (let at = 0; at < source.length; at += LINE) {
  source.write(String(at), at, 'latin1');
  source[at + LINE - 1] = 0x0a;
}
const lines = (length: number, from = 0): Uint8Array => source.subarray(from, from + length);

/** A source of so many bytes a second, read every 5 ms; what is shown of it, and when. */
function play(
  pace: OutputPace,
  { rate, milliseconds, begin = 0 }: { rate: number; milliseconds: number; begin?: number },
) {
  const shown: { readonly at: number; readonly piece: Shown }[] = [];
  let printed = 0;
  for (let now = begin; now <= begin + milliseconds + 500; now += 5) {
    if (now < begin + milliseconds) {
      const bytes = lines((rate * 5) / 1000, printed);
      pace.take(bytes);
      printed += bytes.length;
    }
    while ((pace.dueAt ?? Number.POSITIVE_INFINITY) <= now) {
      for (const piece of pace.show(now)) shown.push({ at: now, piece });
    }
  }
  const bytes = shown.flatMap(({ at, piece }) => ('bytes' in piece ? [{ at, bytes: piece.bytes }] : []));
  const skipped = shown.flatMap(({ piece }) => ('skipped' in piece ? [piece.skipped] : []));
  return { shown, bytes, skipped, printed, visible: bytes.reduce((sum, { bytes: { length } }) => sum + length, 0) };
}

describe('output', () => {
  test('is shown at once where nothing was shown just now', () => {
    const pace = new OutputPace();
    expect(pace.dueAt).toBeUndefined();
    pace.take(Buffer.from('$ '));
    expect(pace.dueAt).toBeLessThan(0);
    expect(pace.show(1000)).toEqual([{ bytes: new Uint8Array(Buffer.from('$ ')) }]);
    expect(pace.dueAt).toBeUndefined();
  });

  test('that comes within 10 ms of the last is shown together', () => {
    const pace = new OutputPace();
    pace.take(Buffer.from('a'));
    pace.show(1000);
    pace.take(Buffer.from('b'));
    pace.take(Buffer.from('c'));
    expect(pace.dueAt).toBe(1010);
    expect(pace.show(1010)).toEqual([{ bytes: new Uint8Array(Buffer.from('bc')) }]);
  });

  test.each([0.3, 1, 1.9])('of %f MB/s is shown whole and in order', (megabytes) => {
    const { bytes, skipped, printed } = play(new OutputPace(), { rate: megabytes * MEGABYTE, milliseconds: 2000 });
    expect(skipped).toEqual([]);
    const whole = Buffer.concat(bytes.map((piece) => piece.bytes));
    expect(whole.equals(lines(printed))).toBe(true);
  });

  test('of 300 kB at once, as after a long command, is shown whole', () => {
    const pace = new OutputPace();
    pace.take(lines(300_000));
    expect(play(pace, { rate: 0, milliseconds: 0 })).toMatchObject({ skipped: [], visible: 300_000 });
  });

  test('before something else is shown at once, in order', () => {
    const pace = new OutputPace();
    expect(pace.showAll()).toEqual([]);
    pace.take(lines(100_000));
    pace.show(0);
    const [rest, ...others] = pace.showAll();
    expect(rest && 'bytes' in rest && rest.bytes.length).toBe(80_000);
    expect(others).toEqual([]);
    expect(pace.dueAt).toBeUndefined();
  });
});

describe.each([5, 20, 60])('a flood of %i MB/s', (megabytes) => {
  const flood = play(new OutputPace(), { rate: megabytes * MEGABYTE, milliseconds: 1000 });

  test('gets at most 2 MB/s to the terminal, in any tenth of a second', () => {
    const { bytes } = flood;
    for (const { at } of bytes) {
      const within = bytes.filter((piece) => piece.at >= at && piece.at < at + 100);
      expect(within.reduce((sum, piece) => sum + piece.bytes.length, 0)).toBeLessThanOrEqual(265_000);
    }
    const visible = bytes.reduce((sum, piece) => sum + piece.bytes.length, 0);
    expect(visible).toBeLessThan(2 * MEGABYTE);
  });

  test('is accounted for to the byte', () => {
    const { visible, skipped, printed } = flood;
    expect(visible + skipped.reduce((sum, bytes) => sum + bytes, 0)).toBe(printed);
    expect(skipped.length).toBeGreaterThan(3);
    expect(skipped.length).toBeLessThan(12);
  });

  test('keeps moving, and its last line is there within 250 ms of its end', () => {
    const { bytes, printed } = flood;
    const during = bytes.filter(({ at }) => at < 1000).map(({ at }) => at);
    expect(Math.max(...during.slice(1).map((at, index) => at - (during[index] ?? 0)))).toBeLessThanOrEqual(160);
    const last = bytes.at(-1);
    expect(last?.at).toBeLessThanOrEqual(1250);
    expect(Buffer.from(last?.bytes ?? []).toString()).toMatch(new RegExp(`${printed - LINE}\\.+\\n$`));
  });

  test('is gone on after with a whole line', () => {
    const { shown } = flood;
    for (const [index, { piece }] of shown.entries()) {
      if (!('skipped' in piece)) continue;
      const next = shown[index + 1]?.piece;
      expect(next && 'bytes' in next && Buffer.from(next.bytes.subarray(0, LINE)).toString()).toMatch(/^\d+\.+\n$/);
    }
  });
});

test.each([
  ['a second later', 2000],
  ['at once', 1000],
])('what comes after a flood, no faster than a terminal takes it, is shown whole: %s', (_, begin) => {
  const pace = new OutputPace();
  for (let now = 0; now < 1000; now += 5) {
    pace.take(lines(100_000));
    if ((pace.dueAt ?? 0) <= now) pace.show(now);
  }
  // The end of the flood itself is the first.
  const { skipped } = play(pace, { rate: 0.9 * MEGABYTE, milliseconds: 2000, begin });
  expect(skipped).toHaveLength(1);
});

describe('what is left in after a cut begins', () => {
  /** Of 500 kB of `filler` that end in `tail`. */
  const afterCut = (filler: string, tail: string): string => {
    const pace = new OutputPace();
    const end = Buffer.from(tail);
    pace.take(Buffer.concat([Buffer.from(filler.repeat(500_000)).subarray(0, 500_000 - end.length), end]));
    const piece = pace.showAll().at(-1);
    return piece && 'bytes' in piece ? Buffer.from(piece.bytes).toString() : '';
  };

  test('at a line', () => {
    expect(afterCut('x', 'half a line\nnext\nlast')).toBe('next\nlast');
  });

  test('at an escape sequence where there is no line', () => {
    expect(afterCut('x', '12;1Hrest\x1b[2;1Hplace')).toBe('\x1b[2;1Hplace');
    expect(afterCut('x', '\x1b[Konly\n')).toBe('\x1b[Konly\n');
  });

  test('at a character where there is neither', () => {
    expect(afterCut('✓', '')).toMatch(/^✓+.?$/u);
    expect(afterCut('✓', '')).not.toMatch(/^\uFFFD/);
  });
});
