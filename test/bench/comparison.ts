/** Two ways to the same end, measured in turns in one run. Times are milliseconds. */
export interface Comparison {
  readonly what: string;
  readonly against: string;
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
  /** The largest ratio of ours to theirs that is good enough. */
  readonly target: number;
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface Outcome {
  readonly what: string;
  readonly against: string;
  readonly pairs: number;
  readonly ours: Spread;
  readonly theirs: Spread;
  readonly ratio: number;
  readonly target: number;
  readonly met: boolean;
}

export function spread(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (index: number): number => rounded(sorted[index] ?? Number.NaN);
  const middle = (sorted.length - 1) / 2;
  return {
    median: rounded((at(Math.floor(middle)) + at(Math.ceil(middle))) / 2),
    min: at(0),
    max: at(sorted.length - 1),
  };
}

/** The medians' ratio: one disturbed run moves neither. */
export function outcomeOf({ what, against, ours, theirs, target }: Comparison): Outcome {
  const [own, other] = [spread(ours), spread(theirs)];
  const ratio = rounded(own.median / other.median);
  return { what, against, pairs: ours.length, ours: own, theirs: other, ratio, target, met: ratio <= target };
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/** What the work takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}
