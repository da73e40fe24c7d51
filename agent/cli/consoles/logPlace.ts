import { UsageError } from '../arguments.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** ISO 8601 to the day, the minute, the second or less; without a zone it is this machine's time. */
const DATE_TIME = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * `10m`, `2h`: so long before `now`; or a date, or a date and time. In milliseconds since 1970.
 *
 * @throws UsageError
 */
export function readTime(text: string, now: number): number {
  const [, count, unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return Math.max(0, now - Number(count) * (UNITS[unit] ?? 0));
  // A date alone would be UTC, which nobody means who looks at a clock.
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const time = DATE_TIME.test(text) ? Date.parse(isDay ? `${text}T00:00` : text.replace(' ', 'T')) : Number.NaN;
  if (!(time >= 0)) throw new UsageError(`--since takes 90s, 10m, 2h, 3d or a date and time, not ${text}`);
  return time;
}

/** @throws UsageError */
export function readOffset(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`--from takes an offset in bytes, not ${text}`);
  return Number(text);
}
