import type { Outcome, Spread } from './comparison.ts';
import type { Limit } from './limit.ts';

const HEADINGS = ['', 'Virtcell ms', 'against', 'ms', 'ratio', 'target', '', 'pairs'];

/** Medians with smallest and largest, as aligned text. */
export function outcomeTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((outcome) => [
    outcome.what,
    times(outcome.ours),
    outcome.against,
    times(outcome.theirs),
    outcome.ratio.toFixed(3),
    `≤ ${outcome.target.toFixed(2)}`,
    outcome.met ? 'met' : 'NOT MET',
    String(outcome.pairs),
  ]);
  return aligned([HEADINGS, ...rows]);
}

export const stepTable = (steps: Readonly<Record<string, Spread>>): string =>
  aligned(Object.entries(steps).map(([step, spread]) => [`  ${step}`, times(spread)]));

/** What the editor's figures may be at most. */
export function limitTable(limits: readonly Limit[], where = 'in the editor'): string {
  const rows = limits.map(({ what, unit, value, limit, met, samples }) => [
    ...[what, `${times(value)} ${unit}`, `≤ ${limit} ${unit}`, met ? 'met' : 'NOT MET', String(samples)],
  ]);
  return aligned([[where, 'median', 'limit', '', 'samples'], ...rows]);
}

const times = ({ median, min, max }: Spread): string => `${digits(median)} [${digits(min)}–${digits(max)}]`;

const digits = (value: number): string => value.toFixed(value < 10 ? 2 : 0);

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
