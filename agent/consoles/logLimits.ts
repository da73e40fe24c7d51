import type { KeptOutput } from './consoleLog.ts';

/** How much of a console's output is kept, in bytes. */
export interface LogLimits {
  /** What a reader finds when it attaches. */
  readonly keep: number;
  /** Beyond `keep`, the output that the slowest reader has not had yet stays up to this. */
  readonly most: number;
}

export const logLimits = (keep: number): LogLimits => ({ keep, most: 4 * keep });

export const DEFAULT_LOG_BYTES = 16 << 20;

/**
 * The offset up to which the log may go: whole blocks, since only these go back to the disk, and a good piece at once,
 * so that a guest that writes byte by byte does not cost a hole a byte.
 *
 * @returns the present first offset where nothing is to go
 */
export function newFirstKept({ first, end }: KeptOutput, slowest: number, block: number, limits: LogLimits): number {
  if (end - first <= limits.keep + (limits.keep >> 2)) return first;
  const spare = Math.min(end - limits.keep, slowest);
  const forced = end - first > limits.most ? end - limits.most + (limits.keep >> 2) : first;
  const wanted = Math.max(spare, forced);
  return Math.max(first, wanted - (wanted % block));
}
