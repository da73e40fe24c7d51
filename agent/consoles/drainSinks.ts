import { fstatSync, writeSync } from 'node:fs';
import type { DrainReport, PtyRecord } from './drainMessages.ts';

type Found = Omit<DrainReport, 'id'>;

/** What becomes of the bytes that a PTY gives. */
export interface DrainSink {
  /** The record's file. */
  readonly fd: number;
  /** The errno with which a write failed: nothing more can be kept, and the PTY is not to be read any more. */
  readonly failure: string | undefined;
  /** Whether it matters how much lay in the PTY at once: it is read until it is empty then, in one pass. */
  readonly measures: boolean;
  /** Takes what one pass found at a time of performance.now(). Returns what is to be told of it. */
  take(bytes: Uint8Array, now: number): readonly Found[];
}

export const sinkOf = (record: PtyRecord): DrainSink =>
  record.kind === 'journal' ? new JournalSink(record.fd) : new LoggedSink(record.fd, record.end);

/** A PTY that had as much to read at once may have been full: it holds 20,480 bytes written singly, 9,728 written at once. */
const OVERFULL = 9 << 10;

/**
 * QEMU writes to the PTY first and to the log after it: a buffer of some KiB goes through the PTY in pieces, and several
 * passes find them before any of it is logged. What was found so many milliseconds ago is logged or never will be.
 */
const LOGGED_WITHIN_MS = 1000;

/** Throws away what QEMU logs as well, and looks whether it does. */
class LoggedSink implements DrainSink {
  readonly fd: number;
  readonly failure = undefined;
  readonly measures = true;
  /** Where the log ends at least, once all that was found is in it. */
  #due: number;
  /** What was due at an earlier time. */
  #earlier: { readonly time: number; readonly due: number };
  #isTold = false;

  constructor(fd: number, end: number) {
    this.fd = fd;
    this.#due = end;
    this.#earlier = { time: Number.NEGATIVE_INFINITY, due: end };
  }

  take({ length }: Uint8Array, now: number): readonly Found[] {
    const found: Found[] = [];
    const offset = fstatSync(this.fd).size;
    this.#due += length;
    if (now - this.#earlier.time >= LOGGED_WITHIN_MS) {
      if (offset < this.#earlier.due && !this.#isTold) {
        this.#isTold = true;
        found.push({ kind: 'unrecorded' });
      }
      this.#earlier = { time: now, due: this.#due };
    }
    // Asked here: the agent's main thread may hear of it when the log is a good deal longer.
    if (length >= OVERFULL) found.push({ kind: 'overfull', offset });
    return found;
  }
}

/** Writes to the agent's own journal, in as large pieces as the PTY gave. */
class JournalSink implements DrainSink {
  readonly fd: number;
  readonly measures = false;
  #failure: string | undefined;

  constructor(fd: number) {
    this.fd = fd;
  }

  get failure(): string | undefined {
    return this.#failure;
  }

  take(bytes: Uint8Array): readonly Found[] {
    try {
      // A disk that is nearly full takes a part, and calls that no error.
      for (let at = 0; at < bytes.length; ) at += writeSync(this.fd, bytes, at);
      return [];
    } catch (error) {
      this.#failure = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      return [{ kind: 'unrecorded', errno: this.#failure }];
    }
  }
}
