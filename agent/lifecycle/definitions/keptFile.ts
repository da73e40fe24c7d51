import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';

/** A link would lead elsewhere; a FIFO without O_NONBLOCK would keep the agent waiting for somebody who writes. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;

/**
 * Reads a file that an earlier agent kept, if it is one: a regular file of the agent's own user, which nobody else may
 * write, in UTF-8, not longer than such a file can be.
 *
 * @throws Error saying what it is instead; the error of opening it
 */
export function readKept(path: string, limit: number): string {
  const fd = openSync(path, FLAGS);
  try {
    const problem = whyNotKept(fstatSync(fd), limit);
    if (problem) throw new Error(problem);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(fd));
  } finally {
    closeSync(fd);
  }
}

/** Whether a file says nothing just now, on a broken disk or short of descriptors: another time it may be whole. */
export const cannotBeReadNow = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['EIO', 'EMFILE', 'ENFILE', 'ENOMEM'].includes(String(error.code));

function whyNotKept(stats: Stats, limit: number): string | undefined {
  if (!stats.isFile()) return 'it is no regular file';
  if (stats.size > limit) return `it is longer than ${limit} bytes`;
  return whyNotOurs(stats);
}

/** Why what a file or folder says is not the agent's own word. */
export function whyNotOurs({ uid, mode }: Pick<Stats, 'uid' | 'mode'>): string | undefined {
  const own = process.geteuid?.();
  if (uid !== own) return `it belongs to uid ${uid}`;
  return (mode & 0o022) === 0 ? undefined : 'others may write it';
}
