import { closeSync, constants, openSync } from 'node:fs';
import { VirtcellError } from '../../protocol/errors.ts';
import { LinuxError } from '../linux/libc.ts';
import { flushInput } from '../linux/tty.ts';
import type { DrainEvent, DrainReport, PtyRecord } from './drainMessages.ts';
import type { DrainThreads, HeldPty } from './drainThreads.ts';
import { findOutsider, type Outsider } from './outsiders.ts';
import { PtyInput } from './ptyInput.ts';
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
  /** The PTY may have been full when the log ended there. */
  overfull(offset: number | undefined): void;
  /** The record lacks some of the output; with the errno where this agent writes it. */
  unrecorded(errno: string | undefined): void;
  /** The PTY is closed; without a reason where QEMU closed its side. */
  closed(reason?: string): void;
  log(message: string, error: unknown): void;
}

/**
 * A console's PTY while somebody may type, a channel's while somebody is attached. What arrives there is emptied by the
 * thread, since a PTY that is open and unread stops the guest; while a program outside has it open, the bytes are that
 * program's and only input is written.
 */
export class ConsolePty {
  readonly #source: NamedPty;
  readonly #events: PtyEvents;
  readonly #held: HeldPty;
  readonly #input: PtyInput;
  #outsider: Outsider | undefined;
  #looking = false;
  #lookAgain = false;
  #closed = false;
  readonly #openedAt = performance.now();
  #typed = false;

  /**
   * @param openRecord opens the record once more, for the thread. Asked before the PTY is opened
   * @throws VirtcellError `console-unavailable`
   */
  constructor(source: NamedPty, openRecord: () => PtyRecord, thread: DrainThreads, events: PtyEvents) {
    this.#source = source;
    this.#events = events;
    try {
      const record = openRecord();
      const fd = orClosed(record.fd, () => openPty(source, record.kind));
      this.#held = thread.hold(fd, record, (event, details) => this.#happened(event, details));
      this.#input = new PtyInput(fd, {
        awaitWritable: () => this.#held.awaitWritable(),
        failed: (error) => this.#fail('input cannot be written', error),
      });
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
    const { waiting } = this.#input;
    if (waiting > 0 && waiting + bytes.length > MAX_PENDING) {
      throw new VirtcellError({ code: 'limit-reached', message: 'more was typed than the guest takes' });
    }
    this.#typed = true;
    return this.#input.write(bytes);
  }

  /** Forgets what was typed and not yet taken. */
  dropPending(): void {
    this.#input.drop();
  }

  /** For how many milliseconds it has to stay open yet, so that QEMU reads what was typed. */
  unheardFor(): number {
    return this.#typed ? Math.max(0, NOTICED_MS - (performance.now() - this.#openedAt)) : 0;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#input.end();
    this.#held.release();
  }

  #happened(event: DrainEvent | 'lost', { errno, offset }: Pick<DrainReport, 'errno' | 'offset'>): void {
    // The last pass is the one that closing ends: these two also come after it.
    if (event === 'overfull') this.#events.overfull(offset);
    else if (event === 'unrecorded') this.#events.unrecorded(errno);
    else if (this.#closed) return;
    else if (event === 'writable') this.#input.proceed();
    else if (event === 'touched') void this.#look();
    else {
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
 * Opens the PTY. What lies in it is thrown away where QEMU has logged it: a PTY keeps the last 20,480 bytes that were
 * written while nobody had it open. Of a channel these are the next bytes of its journal. Raw, never by tty.ReadStream,
 * which opens it a second time and forgets one of the two.
 */
function openPty(source: NamedPty, record: PtyRecord['kind']): number {
  requireQemuPty(source);
  const flags = constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK | constants.O_NOFOLLOW;
  const fd = openSync(source.ptyPath, flags);
  return orClosed(fd, () => {
    // Again: as long as this is open, the number cannot become another's. It could between the first look and the open.
    requireQemuPty(source);
    if (record === 'log') flushInput(fd);
    return fd;
  });
}

function orClosed<T>(fd: number, act: () => T): T {
  try {
    return act();
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
