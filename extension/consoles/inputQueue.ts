import type { ConsoleSocket } from './consoleSocket.ts';

/** One piece of input. */
const INPUT_BYTES = 16 << 10;

/**
 * What is typed, in the order given: a pasted text goes piece by piece, each when the one before has left. The agent does
 * not read on while the guest's line takes nothing, and so the next piece waits here.
 */
export class InputQueue {
  readonly #socket: ConsoleSocket;
  readonly #pieces: { readonly bytes: Uint8Array; readonly left: () => void }[] = [];
  #sending = false;
  #closed = false;

  constructor(socket: ConsoleSocket) {
    this.#socket = socket;
  }

  /** Resolves when all of it has left, or never will. */
  send(text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    if (bytes.length === 0 || this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      for (let at = 0; at < bytes.length; at += INPUT_BYTES) {
        const isLast = at + INPUT_BYTES >= bytes.length;
        this.#pieces.push({ bytes: bytes.subarray(at, at + INPUT_BYTES), left: isLast ? resolve : () => undefined });
      }
      this.#sendNext();
    });
  }

  /** What has not left is forgotten. */
  close(): void {
    this.#closed = true;
    for (const { left } of this.#pieces.splice(0)) left();
  }

  #sendNext(): void {
    if (this.#sending || this.#closed) return;
    const piece = this.#pieces.shift();
    if (!piece) return;
    this.#sending = true;
    this.#socket.send(piece.bytes, { binary: true }, (error) => {
      this.#sending = false;
      piece.left();
      // An error is followed by the socket's end.
      if (!error) this.#sendNext();
    });
  }
}
