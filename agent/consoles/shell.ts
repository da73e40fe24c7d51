import type { Deadline } from '../../protocol/deadline.ts';
import type { ShellControl } from '../../protocol/shell.ts';
import type { Viewer } from './viewer.ts';

/** With so many bytes not taken yet the client gets no more: the terminal fills, and whoever prints has to wait. */
const UNREAD_LIMIT = 256 << 10;

/** How long a shell whose client left may take to end, as after the hangup of a terminal. */
const HANGUP_MILLISECONDS = 2_000;

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** How the outermost process ended. */
export type PtyEnd = { readonly code: number } | { readonly signal: number };

export interface PtyEvents {
  output(bytes: Uint8Array): void;
  /** Nothing of the shell is left, and nothing more is told. */
  ended(end: PtyEnd): void;
}

/** A terminal with a shell in it. None of these throws, and after the end none does anything. */
export interface Pty {
  readonly pid: number;
  /** Resolves when the terminal has taken the bytes, or never will. */
  write(bytes: Uint8Array): Promise<void>;
  resize(size: TerminalSize): void;
  /** Reads no more output, until `resume`. */
  pause(): void;
  resume(): void;
  /** Asks it to end. */
  hangUp(): void;
  /** Ends it and all that was started in it. */
  kill(): void;
}

/** What a client holds of its shell. */
export interface OpenShell {
  /** Types. Until it resolves the client's socket should not be read. */
  write(bytes: Uint8Array): Promise<void>;
  resize(size: TerminalSize): void;
  /** The client is gone. */
  leave(): void;
}

/** One shell and its one client. */
export class Shell implements OpenShell {
  /** Resolves when nothing of it is left. */
  readonly ended: Promise<void>;
  readonly #client: Viewer<ShellControl>;
  readonly #pty: Pty;
  readonly #deadline: Deadline;
  #reason: string | undefined;
  #left = false;
  #paused = false;

  /** @param open starts the terminal */
  constructor(client: Viewer<ShellControl>, deadline: Deadline, open: (events: PtyEvents) => Pty) {
    this.#client = client;
    this.#deadline = deadline;
    let over: () => void = () => {};
    this.ended = new Promise((resolve) => {
      over = resolve;
    });
    this.#pty = open({
      output: (bytes) => this.#show(bytes),
      ended: (end) => {
        this.#tell(end);
        over();
      },
    });
    client.control({ kind: 'started', pid: this.#pty.pid });
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#pty.write(bytes);
  }

  resize(size: TerminalSize): void {
    this.#pty.resize(size);
  }

  leave(): void {
    if (this.#left) return;
    this.#left = true;
    // What is printed is thrown away from here on: nobody is to wait for a terminal that is full.
    this.#pty.resume();
    this.#pty.hangUp();
    const cancel = this.#deadline(HANGUP_MILLISECONDS, () => this.#pty.kill());
    void this.ended.then(cancel);
  }

  /** At once: what it runs in is about to go. */
  end(reason: string): void {
    this.#reason ??= reason;
    this.#pty.kill();
  }

  #show(bytes: Uint8Array): void {
    // After that come complaints of unshare(1) only, whose child was killed.
    if (this.#left || this.#reason !== undefined) return;
    this.#client.output(bytes);
    if (this.#paused || this.#client.unread() < UNREAD_LIMIT) return;
    this.#paused = true;
    this.#pty.pause();
    void this.#client.drained().then(() => {
      this.#paused = false;
      this.#pty.resume();
    });
  }

  #tell(end: PtyEnd): void {
    this.#client.control({ kind: 'ended', ...(this.#reason === undefined ? end : { reason: this.#reason }) });
    this.#client.close();
  }
}
