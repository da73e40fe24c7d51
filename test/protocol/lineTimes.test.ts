import { expect, test } from 'vitest';
import { LineTimes, type SeenEnd } from '../../protocol/lineTimes.ts';
import { fc } from '../properties.ts';

const at = (seconds: number): number => Date.UTC(2026, 0, 1, 12, 0, seconds, 789);
const now = (): number => at(59);
const ENDS: SeenEnd[] = [
  { time: at(1), offset: 10 },
  { time: at(3), offset: 24 },
];

function stamped(pieces: readonly string[], ends = ENDS, from = 0): string {
  const times = new LineTimes(ends, now);
  let offset = from;
  const out = pieces.map((piece) => {
    const bytes = Buffer.from(piece);
    const stamp = times.stamp(bytes, offset);
    offset += bytes.length;
    return Buffer.from(stamp).toString();
  });
  return out.join('');
}

test('a line has the time at which its first byte was seen to be there', () => {
  expect(stamped(['SeaBIOS\r\n', 'Linux ', 'version\r\n', 'login: '])).toMatchInlineSnapshot(`
    "[2026-01-01T12:00:01Z] SeaBIOS
    [2026-01-01T12:00:01Z] Linux version
    [2026-01-01T12:00:59Z] login: "
  `);
});

test('what came after the last look came now', () => {
  expect(stamped(['a\n'], [])).toBe('[2026-01-01T12:00:59Z] a\n');
  expect(stamped(['a\n'], ENDS, 24)).toBe('[2026-01-01T12:00:59Z] a\n');
  expect(stamped(['a\n'], ENDS, 23)).toBe('[2026-01-01T12:00:03Z] a\n');
});

test('empty lines are lines, and nothing is nothing', () => {
  expect(stamped(['\n\n'])).toBe('[2026-01-01T12:00:01Z] \n[2026-01-01T12:00:01Z] \n');
  expect(stamped([''])).toBe('');
});

test('however the bytes are cut, they are all there and stamped the same', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'bc', '\n', '\r\n', 'é')), fc.nat(4), (pieces, cut) => {
      const whole = pieces.join('');
      const text = stamped([whole]);
      expect(stamped(pieces)).toBe(text);
      expect(stamped([whole.slice(0, cut), whole.slice(cut)])).toBe(text);
      expect(text.replaceAll(/\[[^\]]*\] /g, '')).toBe(whole);
    }),
  );
});
