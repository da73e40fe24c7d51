import { describe, expect, test } from 'vitest';
import { FeedPace, startAfterCut } from '../../../agent/consoles/feedPace.ts';

const MEGABYTE = 1_000_000;

interface Piece {
  readonly at: number;
  readonly skip: number;
  readonly show: number;
  /** What waited. */
  readonly before: number;
}

/** A source, and a terminal, of so many bytes a second, looked at every 5 ms until two seconds after the source's end. */
function play(
  pace: FeedPace,
  {
    rate,
    milliseconds,
    begin = 0,
    waiting = 0,
    showsRate = Number.POSITIVE_INFINITY,
  }: { rate: number; milliseconds: number; begin?: number; waiting?: number; showsRate?: number },
) {
  const pieces: Piece[] = [];
  let printed = waiting;
  let taken = 0;
  let shownAt = begin;
  for (let now = begin; now <= begin + milliseconds + 2000; now += 5) {
    if (now < begin + milliseconds) printed += (rate * 5) / 1000;
    if (taken === printed || pace.rest(now) > 0 || now < shownAt) continue;
    const before = printed - taken;
    const piece = { at: now, before, ...pace.share(before, now) };
    taken += piece.skip + piece.show;
    shownAt = now + (1000 * piece.show) / showsRate;
    pieces.push(piece);
  }
  const sum = (of: 'skip' | 'show'): number => pieces.reduce((all, piece) => all + piece[of], 0);
  return { pieces, printed, skipped: sum('skip'), shown: sum('show') };
}

describe('output', () => {
  test('is shown at once where nothing was shown just now', () => {
    const pace = new FeedPace();
    expect(pace.rest(0)).toBe(0);
    expect(pace.share(2, 1000)).toEqual({ skip: 0, show: 2 });
    expect(pace.rest(1020)).toBe(0);
  });

  test('that comes within 10 ms of the last is shown together', () => {
    const pace = new FeedPace();
    pace.share(1, 1000);
    expect(pace.rest(1003)).toBe(7);
    expect(pace.rest(1010)).toBe(0);
    expect(pace.share(2, 1010)).toEqual({ skip: 0, show: 2 });
  });

  test.each([0.3, 1, 1.9])('of %f MB/s is shown whole', (megabytes) => {
    const { skipped, shown, printed } = play(new FeedPace(), { rate: megabytes * MEGABYTE, milliseconds: 2000 });
    expect([skipped, shown]).toEqual([0, printed]);
  });

  test('of 300 kB at once, as after a long command, is shown whole', () => {
    const { skipped, shown } = play(new FeedPace(), { rate: 0, milliseconds: 0, waiting: 300_000 });
    expect([skipped, shown]).toEqual([0, 300_000]);
  });

  test('of a second, for a terminal that takes a twentieth of the usual, is shown whole', () => {
    const { skipped, shown } = play(new FeedPace(), { rate: 160_000, milliseconds: 1000, showsRate: 100_000 });
    expect([skipped, shown]).toEqual([0, 160_000]);
  });

  test('of a day, as it is kept for who comes late, is shown from near its end', () => {
    const { pieces } = play(new FeedPace(), { rate: 0, milliseconds: 0, waiting: 16 * MEGABYTE });
    expect(pieces).toMatchObject([{ at: 0, skip: 16 * MEGABYTE - 16_384, show: 16_384 }]);
  });
});

describe('without end, for a terminal that is too slow for it', () => {
  const stream = play(new FeedPace(), { rate: 160_000, milliseconds: 30_000, showsRate: 100_000 });

  test('is never more than two seconds late', () => {
    for (const { skip, show, before } of stream.pieces) expect(before - skip - show).toBeLessThan(200_000);
  });

  test('lacks what is too much, in as few places', () => {
    expect(stream.skipped).toBeGreaterThan(0.2 * stream.printed);
    expect(stream.skipped).toBeLessThan(0.5 * stream.printed);
    expect(stream.pieces.filter(({ skip }) => skip > 0).length).toBeLessThan(20);
  });
});

describe.each([5, 20, 60])('a flood of %i MB/s', (megabytes) => {
  const flood = play(new FeedPace(), { rate: megabytes * MEGABYTE, milliseconds: 1000 });

  test('gets at most 2 MB/s to the terminal, in any tenth of a second', () => {
    for (const { at } of flood.pieces) {
      const within = flood.pieces.filter((piece) => piece.at >= at && piece.at < at + 100);
      expect(within.reduce((sum, piece) => sum + piece.show, 0)).toBeLessThanOrEqual(220_000);
    }
    expect(flood.shown).toBeLessThan(2 * MEGABYTE);
  });

  test('is accounted for to the byte', () => {
    const { shown, skipped, printed, pieces } = flood;
    expect(shown + skipped).toBe(printed);
    const skips = pieces.filter(({ skip }) => skip > 0).length;
    expect(skips).toBeGreaterThan(5);
    expect(skips).toBeLessThan(15);
  });

  test('keeps moving, and its end is shown within 100 ms', () => {
    const times = flood.pieces.map(({ at }) => at);
    expect(Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? 0)))).toBeLessThanOrEqual(100);
    expect(times.at(-1)).toBeLessThanOrEqual(1100);
  });
});

test.each([33_000, 99_000])(
  'of a flood’s end of %i bytes the last is shown, so that what was skipped is told within reach',
  (waiting) => {
    const pace = new FeedPace();
    pace.share(MEGABYTE, 1000);
    expect(pace.share(waiting, 1100)).toEqual({ skip: waiting - 16_384, show: 16_384 });
    expect(pace.share(18_000, 1110)).toEqual({ skip: 0, show: 18_000 });
  },
);

test('what is there when a flood pauses is shown without a rest', () => {
  const pace = new FeedPace();
  pace.share(MEGABYTE, 1000);
  expect(pace.rest(1030)).toBe(70);
  pace.endRest();
  expect(pace.rest(1030)).toBe(0);
  expect(pace.share(5000, 1030)).toEqual({ skip: 0, show: 5000 });
});

test.each([
  ['a second later', 2000],
  ['at once', 1000],
])('what comes after a flood, no faster than a terminal takes it, is shown whole: %s', (_, begin) => {
  const pace = new FeedPace();
  for (let now = 0; now < 1000; now += 5) if (pace.rest(now) === 0) pace.share(MEGABYTE, now);
  // The end of the flood itself is the first, or the first two.
  const { pieces } = play(pace, { rate: 0.9 * MEGABYTE, milliseconds: 2000, begin, waiting: 200_000 });
  expect(pieces.slice(2).filter(({ skip }) => skip > 0)).toEqual([]);
});

describe('what is left in after a cut begins', () => {
  const afterCut = (text: string): string => {
    const bytes = Buffer.from(text);
    return bytes.subarray(startAfterCut(bytes)).toString();
  };

  test('at a line', () => {
    expect(afterCut('half a line\nnext\nlast')).toBe('next\nlast');
  });

  test('at an escape sequence where there is no line', () => {
    expect(afterCut('12;1Hrest\x1b[2;1Hplace')).toBe('\x1b[2;1Hplace');
    expect(afterCut('x\x1b[Konly\n')).toBe('\x1b[Konly\n');
  });

  test('at a character where there is neither', () => {
    const bytes = Buffer.from('✓✓✓').subarray(1);
    expect(bytes.subarray(startAfterCut(bytes)).toString()).toBe('✓✓');
    expect(startAfterCut(Buffer.alloc(5, 0x80))).toBe(5);
  });
});
