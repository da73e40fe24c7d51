import { writeSync } from 'node:fs';

interface Pending {
  readonly bytes: Uint8Array;
  readonly taken: () => void;
}

export interface PtyInputEvents {
  /** Sees to it that `proceed` is called when the terminal takes more. */
  awaitWritable(): void;
  /** It takes nothing any more, and not because its other side is closed. */
  failed(error: unknown): void;
}

/** What is typed on its way into a terminal: as much as it takes, the rest when it takes more. */
export class PtyInput {
  readonly #fd: number;
  readonly #events: PtyInputEvents;
  #pending: Pending[] = [];
  #waiting = 0;
  #over = false;

  /** @param fd not blocking; it stays open until `end` */
  constructor(fd: number, events: PtyInputEvents) {
    this.#fd = fd;
    this.#events = events;
  }

  /** Bytes that the terminal has not taken. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Resolves when the terminal has taken the bytes, or never will. */
  write(bytes: Uint8Array): Promise<void> {
    if (this.#over) return Promise.resolve();
    return new Promise((taken) => {
      this.#pending.push({ bytes, taken });
      this.#waiting += bytes.length;
      if (this.#pending.length === 1) this.proceed();
    });
  }

  proceed(): void {
    for (let [first] = this.#pending; first; [first] = this.#pending) {
      const written = this.#writeSome(first.bytes);
      if (written === undefined) return;
      this.#waiting -= written;
      if (written < first.bytes.length) {
        this.#pending[0] = { ...first, bytes: first.bytes.subarray(written) };
        continue;
      }
      this.#pending.shift();
      first.taken();
    }
  }

  /** Forgets what the terminal has not taken. */
  drop(): void {
    for (const { taken } of this.#pending) taken();
    this.#pending = [];
    this.#waiting = 0;
  }

  /** Nothing is written any more: the descriptor's number may be another file's by then. */
  end(): void {
    this.#over = true;
    this.drop();
  }

  /** How much the terminal took; undefined when it takes no more for now, or at all. */
  #writeSome(bytes: Uint8Array): number | undefined {
    try {
      return writeSync(this.#fd, bytes);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EAGAIN') this.#events.awaitWritable();
      // Nobody has the other side open: its end is on its way.
      else if (code === 'EIO') this.end();
      else this.#fail(error);
      return undefined;
    }
  }

  #fail(error: unknown): void {
    this.end();
    this.#events.failed(error);
  }
}
