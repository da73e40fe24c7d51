import type { Deadline } from '../../protocol/deadline.ts';
import type { ConsoleSocket } from './consoleSocket.ts';

/**
 * The editor's terminal parses 8 to 15 MB/s, and what it has not parsed yet grows without bound: so it gets at most
 * 2 MB/s. Of a shell nothing may be left out, since nothing of it is kept: the socket is not read on, its terminal
 * fills, and whoever prints waits, as at any terminal.
 */
const WINDOW_MILLISECONDS = 100;
const WINDOW_BYTES = 200_000;

/** Keeps a socket's reader to so many bytes a window. */
export class ReadWindow {
  readonly #socket: ConsoleSocket;
  readonly #later: Deadline;
  #bytes = 0;
  #cancel: (() => void) | undefined;

  constructor(socket: ConsoleSocket, later: Deadline) {
    this.#socket = socket;
    this.#later = later;
  }

  count(bytes: number): void {
    this.#bytes += bytes;
    this.#cancel ??= this.#later(WINDOW_MILLISECONDS, () => this.#next());
    if (this.#bytes >= WINDOW_BYTES) this.#socket.pause();
  }

  close(): void {
    this.#cancel?.();
  }

  #next(): void {
    this.#cancel = undefined;
    const wasFull = this.#bytes >= WINDOW_BYTES;
    this.#bytes = 0;
    if (wasFull) this.#socket.resume();
  }
}
