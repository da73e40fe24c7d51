import * as z from 'zod/mini';
import { type ConsoleControl, type ConsoleOrder, consoleControl } from '../../protocol/console.ts';
import { CLOSE_NORMAL, CLOSE_POLICY } from '../../protocol/messageSocket.ts';
import { parseJson } from '../../protocol/parseJson.ts';
import type { ConsoleSocket } from './consoleSocket.ts';
import { InputQueue } from './inputQueue.ts';

/** Who hears of what comes from a console. */
export interface ConsoleListener {
  output(bytes: Uint8Array): void;
  control(message: ConsoleControl): void;
  /** The connection is gone, once. */
  closed(): void;
}

/** One attachment to a console, over a socket that may still be opening. Knows at which offset of the output it is. */
export class ConsoleStream {
  readonly #socket: ConsoleSocket;
  readonly #listener: ConsoleListener;
  readonly #input: InputQueue;
  #offset: number | undefined;
  #closed = false;

  constructor(socket: ConsoleSocket, listener: ConsoleListener) {
    this.#socket = socket;
    this.#listener = listener;
    this.#input = new InputQueue(socket);
    socket.on('message', (data, isBinary) => {
      if (this.#closed) return;
      if (isBinary && data instanceof Uint8Array) this.#take(data);
      else this.#heed(data.toString());
    });
    socket.on('close', () => this.#end());
  }

  /** Where the output goes on after what came; undefined until attached. */
  get offset(): number | undefined {
    return this.#offset;
  }

  /** In the order given. Resolves when it has left, or never will. */
  send(text: string): Promise<void> {
    return this.#input.send(text);
  }

  order(order: ConsoleOrder): void {
    // An error is followed by the socket's end.
    if (!this.#closed) this.#socket.send(JSON.stringify(order), { binary: false }, () => undefined);
  }

  /** Lets go of the console; what was typed and has left still arrives. Nothing is heard of it any more. */
  close(): void {
    this.#closed = true;
    this.#input.close();
    this.#socket.close(CLOSE_NORMAL);
  }

  #take(bytes: Uint8Array): void {
    this.#offset = (this.#offset ?? 0) + bytes.length;
    this.#listener.output(bytes);
  }

  #heed(text: string): void {
    const message = z.safeParse(consoleControl, parseJson(text));
    if (!message.success) {
      this.#socket.close(CLOSE_POLICY);
      return;
    }
    const control = message.data;
    if (control.kind === 'attached') this.#offset = control.offset;
    if (control.kind === 'gap' || control.kind === 'skipped') this.#offset = control.to;
    this.#listener.control(control);
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#input.close();
    this.#listener.closed();
  }
}
