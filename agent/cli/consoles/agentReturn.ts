import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { VirtcellError } from '../../../protocol/errors.ts';

/** What an agent says that is not there, or is about to be: its socket is root's alone for a moment. */
const NOT_YET: ReadonlySet<string> = new Set(['agent-not-running', 'agent-denied', 'agent-closed', 'timeout']);

/**
 * Tries whenever something happens to the agent's socket, and once at first, until it works. Nothing is asked in
 * between: the kernel tells, inotify(7).
 *
 * @param cancelled resolves when nobody waits any more
 * @returns what `attempt` gave, or undefined when cancelled
 * @throws what `attempt` threw that is no absence of an agent; the error of watching the socket's folder
 */
export async function whenAgentReturns<T>(
  socketPath: string,
  attempt: () => Promise<T>,
  cancelled: Promise<void>,
): Promise<T | undefined> {
  let changed = (): void => undefined;
  let failed = (_: unknown): void => undefined;
  let next = new Promise<void>(() => undefined);
  const renew = (): void => {
    next = new Promise((resolve, reject) => {
      changed = resolve;
      failed = reject;
    });
    next.catch(() => undefined);
  };
  renew();
  const watcher = watch(dirname(socketPath), (_, name) => {
    if (name === null || name === basename(socketPath)) changed();
  }).on('error', (error) => failed(error));
  let isCancelled = false;
  const end = cancelled.then(() => {
    isCancelled = true;
  });
  try {
    for (;;) {
      const found = await orUndefined(attempt);
      if (isCancelled) return undefined;
      if (found !== undefined) return found;
      await Promise.race([next, end]);
      if (isCancelled) return undefined;
      renew();
    }
  } finally {
    watcher.close();
  }
}

async function orUndefined<T>(attempt: () => Promise<T>): Promise<T | undefined> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof VirtcellError && NOT_YET.has(error.code)) return undefined;
    throw error;
  }
}
