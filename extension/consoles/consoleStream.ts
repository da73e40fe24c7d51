import * as z from 'zod/mini';
import { parseJson } from '../../protocol/boundedReader.ts';
import { type ConsoleControl, consoleControl } from '../../protocol/console.ts';
import type { Deadline } from '../../protocol/deadline.ts';
import { CLOSE_NORMAL, CLOSE_POLICY } from '../../protocol/messageSocket.ts';
import type { ConsoleSocket } from './consoleSocket.ts';

/** Who hears of what comes from a console. */
export interface ConsoleListener {
  output(text: string): void;
  control(message: ConsoleControl): void;
  /** The connection is gone, once. */
  closed(): void;
}

/**
 * The editor's terminal parses 8 to 15 MB/s, and what it has not parsed yet grows without bound: so it gets at most
 * 2 MB/s. A guest that writes more is behind in the agent's log, not in the editor's memory.
 */
const WINDOW_MILLISECONDS = 100;
const WINDOW_BYTES = 200_000;

/** One piece of input. */
const INPUT_BYTES = 16 << 10;

/** One attachment to a console, over a socket that may still be opening. Knows at which offset of the output it is. */
export class ConsoleStream {
  readonly #socket: ConsoleSocket;
  readonly #listener: ConsoleListener;
  readonly #later: Deadline;
  readonly #decoder = new TextDecoder();
  readonly #input: Uint8Array[] = [];
  #sending = false;
  #offset: number | undefined;
  #windowBytes = 0;
  #endWindow: (() => void) | undefined;
  #closed = false;

  constructor(socket: ConsoleSocket, listener: ConsoleListener, later: Deadline) {
    this.#socket = socket;
    this.#listener = listener;
    this.#later = later;
    socket.on('message', (data, isBinary) => {
      if (this.#closed) return;
      if (isBinary && data instanceof Uint8Array) this.#show(data);
      else this.#heed(data.toString());
    });
    socket.on('close', () => this.#end());
  }

  /** Where the output goes on after what was shown; undefined until attached. */
  get offset(): number | undefined {
    return this.#offset;
  }

  /** In the order given; a pasted text goes piece by piece, each when the one before has left. */
  send(text: string): void {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length; at += INPUT_BYTES) this.#input.push(bytes.subarray(at, at + INPUT_BYTES));
    this.#sendNext();
  }

  /** Lets go of the console; what was typed still arrives. Nothing is heard of it any more. */
  close(): void {
    this.#closed = true;
    this.#endWindow?.();
    this.#socket.close(CLOSE_NORMAL);
  }

  #sendNext(): void {
    if (this.#sending || this.#closed) return;
    const piece = this.#input.shift();
    if (!piece) return;
    this.#sending = true;
    this.#socket.send(piece, { binary: true }, (error) => {
      this.#sending = false;
      // An error is followed by the socket's end.
      if (!error) this.#sendNext();
    });
  }

  #show(bytes: Uint8Array): void {
    this.#offset = (this.#offset ?? 0) + bytes.length;
    // A character may be split between two frames.
    const text = this.#decoder.decode(bytes, { stream: true });
    if (text !== '') this.#listener.output(text);
    this.#windowBytes += bytes.length;
    this.#endWindow ??= this.#later(WINDOW_MILLISECONDS, () => this.#nextWindow());
    if (this.#windowBytes >= WINDOW_BYTES) this.#socket.pause();
  }

  #nextWindow(): void {
    this.#endWindow = undefined;
    const wasFull = this.#windowBytes >= WINDOW_BYTES;
    this.#windowBytes = 0;
    if (wasFull) this.#socket.resume();
  }

  #heed(text: string): void {
    const message = z.safeParse(consoleControl, parseJson(text));
    if (!message.success) {
      this.#socket.close(CLOSE_POLICY);
      return;
    }
    const control = message.data;
    if (control.kind === 'attached') this.#offset = control.offset;
    if (control.kind === 'gap') this.#offset = control.to;
    this.#listener.control(control);
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#endWindow?.();
    this.#listener.closed();
  }
}
