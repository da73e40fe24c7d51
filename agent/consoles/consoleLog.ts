import { closeSync, constants, type FSWatcher, fstatSync, openSync, readSync, statfsSync, watch } from 'node:fs';
import { firstDataOffset, punchHole } from '../linux/files.ts';
import { type LogLimits, newFirstKept } from './logLimits.ts';

/** The part of a console's output that there is: offsets are absolute and never change their meaning. */
export interface KeptOutput {
  readonly first: number;
  readonly end: number;
}

/**
 * The record of one console, the only source of its output: QEMU's log, or the agent's own journal of a channel. Read
 * and watched through one descriptor, so it may be removed or replaced at its path meanwhile. It is only ever shortened
 * by holes at its beginning.
 */
export class ConsoleLog {
  readonly #fd: number;
  readonly #block: number;
  #firstKept: number;

  constructor(path: string, access: 'read' | 'trim' = 'trim') {
    this.#fd = openSync(path, (access === 'trim' ? constants.O_RDWR : constants.O_RDONLY) | constants.O_NOFOLLOW);
    try {
      this.#block = Math.max(fstatSync(this.#fd).blksize, 4096);
      // The hole itself remembers, over restarts of the agent, what an earlier one gave up.
      this.#firstKept = firstDataOffset(this.#fd);
    } catch (error) {
      closeSync(this.#fd);
      throw error;
    }
  }

  kept(): KeptOutput {
    const end = fstatSync(this.#fd).size;
    return { first: Math.min(this.#firstKept, end), end };
  }

  /** The bytes from one offset to another, in memory that is given; fewer where the log was made shorter meanwhile. */
  read(from: number, to: number, memory: Uint8Array = Buffer.allocUnsafe(to - from)): Uint8Array {
    return memory.subarray(0, readSync(this.#fd, memory, 0, to - from, from));
  }

  /** The same file, opened once more. */
  openAgain(flags: number): number {
    return openSync(`/proc/self/fd/${this.#fd}`, flags);
  }

  /** Whether its disk has no room left, but for root perhaps. */
  isDiskFull(): boolean {
    return statfsSync(`/proc/self/fd/${this.#fd}`).bavail === 0;
  }

  /** Tells each growth, and possibly more. */
  watch(grown: () => void, failed: (error: unknown) => void): FSWatcher {
    return watch(`/proc/self/fd/${this.#fd}`, { persistent: false }, grown).on('error', failed);
  }

  /** Gives the oldest output up once there is more than the limits allow. `slowest` is the offset of the last reader. */
  trim(slowest: number, limits: LogLimits): void {
    const kept = this.kept();
    const first = newFirstKept(kept, slowest, this.#block, limits);
    if (first <= kept.first) return;
    punchHole(this.#fd, kept.first, first - kept.first);
    this.#firstKept = first;
  }

  close(): void {
    closeSync(this.#fd);
  }
}
