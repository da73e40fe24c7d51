import { closeSync, constants, type FSWatcher, fstatSync, openSync, readSync, watch } from 'node:fs';
import { firstDataOffset, punchHole } from '../linux/files.ts';
import { type LogLimits, newFirstKept } from './logLimits.ts';

/** The part of a console's output that there is: offsets are absolute and never change their meaning. */
export interface KeptOutput {
  readonly first: number;
  readonly end: number;
}

/**
 * QEMU's log of one console, the only source of its output. Read and watched through one descriptor, so it may be
 * removed or replaced at its path meanwhile. It is only ever shortened by holes at its beginning.
 */
export class ConsoleLog {
  readonly #fd: number;
  readonly #block: number;
  readonly #limits: LogLimits;
  #firstKept: number;

  constructor(path: string, limits: LogLimits) {
    this.#limits = limits;
    this.#fd = openSync(path, constants.O_RDWR | constants.O_NOFOLLOW);
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

  /** The bytes from one offset to another; fewer where the log was made shorter meanwhile. */
  read(from: number, to: number): Uint8Array {
    const bytes = new Uint8Array(to - from);
    return bytes.subarray(0, readSync(this.#fd, bytes, 0, bytes.length, from));
  }

  /** Tells each growth, and possibly more. */
  watch(grown: () => void, failed: (error: unknown) => void): FSWatcher {
    return watch(`/proc/self/fd/${this.#fd}`, { persistent: false }, grown).on('error', failed);
  }

  /** Gives the oldest output up once there is more than the limits allow. `slowest` is the offset of the last reader. */
  trim(slowest: number): void {
    const kept = this.kept();
    const first = newFirstKept(kept, slowest, this.#block, this.#limits);
    if (first <= kept.first) return;
    punchHole(this.#fd, kept.first, first - kept.first);
    this.#firstKept = first;
  }

  close(): void {
    closeSync(this.#fd);
  }
}
