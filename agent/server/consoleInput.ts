import type { WebSocket } from 'ws';
import type { Deadline } from '../../protocol/deadline.ts';
import type { Attachment } from '../consoles/console.ts';

/** Typed bytes that the guest's line has not taken; beyond, the viewer's socket is not read. */
const MAX_PENDING_BYTES = 64 << 10;

/** How often a viewer whose socket is not read is asked whether it is still there. */
const PING_MILLISECONDS = 5_000;

/** How long a console stays taken for the rest of what was typed. */
const LINGER_MILLISECONDS = 10_000;

/**
 * Hands a viewer's input to its console or shell no faster than that takes it. A socket that is not read does not tell of
 * its end: a ping does, since writing to a peer that is gone fails.
 */
export class ConsoleInput {
  readonly #socket: WebSocket;
  readonly #attachment: Pick<Attachment, 'write'>;
  readonly #deadline: Deadline;
  #pending = 0;
  #taken: () => void = () => {};
  #cancelPing: (() => void) | undefined;

  constructor(socket: WebSocket, attachment: Pick<Attachment, 'write'>, deadline: Deadline) {
    this.#socket = socket;
    this.#attachment = attachment;
    this.#deadline = deadline;
    socket.on('close', () => this.#cancelPing?.());
  }

  async take(bytes: Uint8Array): Promise<void> {
    this.#pending += bytes.length;
    if (this.#pending > MAX_PENDING_BYTES && !this.#cancelPing) this.#pause();
    await this.#attachment.write(bytes);
    this.#pending -= bytes.length;
    if (this.#pending === 0) this.#taken();
    if (this.#pending <= MAX_PENDING_BYTES && this.#cancelPing) this.#resume();
  }

  /** When the guest has taken all, or has had time enough: what a script typed before it left is to arrive. */
  finish(): Promise<void> {
    if (this.#pending === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#deadline(LINGER_MILLISECONDS, resolve);
      this.#taken = () => {
        cancel();
        resolve();
      };
    });
  }

  #pause(): void {
    this.#socket.pause();
    this.#cancelPing = this.#deadline(PING_MILLISECONDS, () => {
      if (this.#socket.readyState !== this.#socket.OPEN) return;
      this.#socket.ping();
      this.#pause();
    });
  }

  #resume(): void {
    this.#cancelPing?.();
    this.#cancelPing = undefined;
    this.#socket.resume();
  }
}
