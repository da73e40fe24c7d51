import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { VirtcellError } from '../../protocol/errors.ts';
import { LinuxError } from '../linux/libc.ts';
import { flushInput } from '../linux/tty.ts';
import type { DrainEvent } from './drainMessages.ts';
import type { DrainThread, HeldPty } from './drainThread.ts';
import { findOutsider, type Outsider } from './outsiders.ts';
import { type NamedPty, requireQemuPty } from './ttyIndex.ts';

/**
 * QEMU looks once a second whether somebody has opened the PTY (chardev/char-pty.c), and until then reads nothing.
 * What is typed and left behind earlier would wait in the PTY for the next visitor.
 */
const NOTICED_MS = 1500;

/** So many bytes may wait for a guest that does not read. */
const MAX_PENDING = 1 << 20;

export interface PtyEvents {
  /** A program outside has taken the PTY, or another one has than before. */
  outside(who: Outsider): void;
  /** The PTY may have been full. */
  overfull(): void;
  /** The PTY is closed; without a reason where QEMU closed its side. */
  closed(reason?: string): void;
  log(message: string, error: unknown): void;
}

interface PendingInput {
  readonly bytes: Uint8Array;
  readonly taken: () => void;
}

/**
 * A console's PTY while somebody may type. What arrives there is emptied by the thread, since a PTY that is open and
 * unread stops the guest; while a program outside has it open, the bytes are that program's and only input is written.
 */
export class ConsolePty {
  readonly #source: NamedPty;
  readonly #events: PtyEvents;
  readonly #fd: number;
  readonly #held: HeldPty;
  #pending: PendingInput[] = [];
  #pendingBytes = 0;
  #outsider: Outsider | undefined;
  #looking = false;
  #lookAgain = false;
  #closed = false;
  readonly #openedAt = performance.now();
  #typed = false;

  /** @throws VirtcellError `console-unavailable` */
  constructor(source: NamedPty, thread: DrainThread, events: PtyEvents) {
    this.#source = source;
    this.#events = events;
    try {
      this.#fd = openPty(source);
      this.#held = thread.hold(this.#fd, (event) => this.#happened(event));
    } catch (error) {
      throw error instanceof VirtcellError
        ? error
        : unavailable(`${source.ptyPath} cannot be opened`, source.ptyPath, error);
    }
  }

  get outsider(): Outsider | undefined {
    return this.#outsider;
  }

  /**
   * Types. Resolves when the PTY has taken the bytes, or never will.
   *
   * @throws VirtcellError `limit-reached` when too much waits for the guest already
   */
  write(bytes: Uint8Array): Promise<void> {
    if (this.#closed) return Promise.resolve();
    if (this.#pendingBytes + bytes.length > MAX_PENDING && this.#pending.length > 0) {
      throw new VirtcellError({ code: 'limit-reached', message: 'more was typed than the guest takes' });
    }
    this.#typed = true;
    return new Promise((taken) => {
      this.#pending.push({ bytes, taken });
      this.#pendingBytes += bytes.length;
      if (this.#pending.length === 1) this.#writePending();
    });
  }

  /** Forgets what was typed and not yet taken. */
  dropPending(): void {
    for (const { taken } of this.#pending) taken();
    this.#pending = [];
    this.#pendingBytes = 0;
  }

  /** For how many milliseconds it has to stay open yet, so that QEMU reads what was typed. */
  unheardFor(): number {
    return this.#typed ? Math.max(0, NOTICED_MS - (performance.now() - this.#openedAt)) : 0;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.dropPending();
    this.#held.release();
  }

  #writePending(): void {
    for (let [first] = this.#pending; first; [first] = this.#pending) {
      const written = this.#writeSome(first.bytes);
      if (written === undefined) return;
      this.#pendingBytes -= written;
      if (written < first.bytes.length) {
        this.#pending[0] = { ...first, bytes: first.bytes.subarray(written) };
        continue;
      }
      this.#pending.shift();
      first.taken();
    }
  }

  /** How much the PTY took, or undefined when it takes no more for now, or at all. */
  #writeSome(bytes: Uint8Array): number | undefined {
    try {
      return writeSync(this.#fd, bytes);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EAGAIN') this.#held.awaitWritable();
      // QEMU's side is closed: the thread's `hung-up` is on its way.
      else if (code === 'EIO') this.dropPending();
      else this.#fail('input cannot be written', error);
      return undefined;
    }
  }

  #happened(event: DrainEvent | 'lost'): void {
    // The last pass is the one that closing ends.
    if (event === 'overfull') this.#events.overfull();
    if (this.#closed) return;
    if (event === 'writable') this.#writePending();
    else if (event === 'touched') void this.#look();
    else if (event !== 'overfull') {
      this.close();
      this.#events.closed(event === 'lost' ? 'the agent cannot empty the console’s PTY' : undefined);
    }
  }

  /** Looks who else has the PTY open; once more when it was opened or closed meanwhile. */
  async #look(): Promise<void> {
    this.#lookAgain = true;
    if (this.#looking) return;
    this.#looking = true;
    try {
      while (this.#lookAgain && !this.#closed) {
        this.#lookAgain = false;
        this.#found(await findOutsider(this.#source.ptyPath, new Set([process.pid, this.#source.qemuPid])));
      }
    } catch (error) {
      this.#fail('other holders of a console cannot be looked for', error);
    } finally {
      this.#looking = false;
    }
  }

  #found(outsider: Outsider | undefined): void {
    if (this.#closed) return;
    const known = this.#outsider?.pid === outsider?.pid;
    this.#outsider = outsider;
    this.#held.drain(outsider === undefined);
    if (outsider && !known) this.#events.outside(outsider);
  }

  #fail(message: string, error: unknown): void {
    this.close();
    this.#events.log(message, error);
    this.#events.closed(message);
  }
}

/**
 * Opens the PTY and throws away what lies in it: a PTY keeps the last 20,480 bytes that were written while nobody had it
 * open. Raw, never by tty.ReadStream, which opens it a second time and forgets one of the two.
 */
function openPty(source: NamedPty): number {
  requireQemuPty(source);
  const flags = constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK | constants.O_NOFOLLOW;
  const fd = openSync(source.ptyPath, flags);
  try {
    // Again: as long as this is open, the number cannot become another's. It could between the first look and the open.
    requireQemuPty(source);
    flushInput(fd);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** What a failed call says, as the error of an attach. */
export function unavailable(message: string, path: string, error: unknown): VirtcellError {
  const named = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const errno = error instanceof LinuxError ? error.errno : named;
  const data = { code: 'console-unavailable', message, path, ...(errno !== undefined && { errno }) } as const;
  return new VirtcellError(data, { cause: error });
}
