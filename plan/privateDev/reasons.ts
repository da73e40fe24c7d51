import type { Reason } from './devPlan.ts';

/** All of them, each once, in the order in which they came. */
export function allReasons(present: readonly Reason[], more: readonly Reason[]): readonly Reason[] {
  const known = new Set(present.map((reason) => JSON.stringify(reason)));
  return [...present, ...more.filter((reason) => !known.has(JSON.stringify(reason)))];
}
