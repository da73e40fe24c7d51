import { AbstractMessageReader, type DataCallback, type Disposable, type Message } from 'vscode-jsonrpc';
import * as z from 'zod/mini';
import { type ClientMessage, clientMessage } from './envelope.ts';
import { CLOSE_POLICY, type MessageSocket } from './messageSocket.ts';
import { parseJson } from './parseJson.ts';

export interface ReaderLimits {
  /** Requests handed on whose answers have not left this process. */
  readonly pendingRequests: number;
  /** Bytes written that the client has not read. */
  readonly unreadBytes: number;
}

/**
 * Hands a client's messages to vscode-jsonrpc, which would take any number: no further than the limits, and reads no
 * further either. A client that asks without reading fills its own socket, and this process keeps what one read of the
 * socket brought.
 */
export class BoundedReader extends AbstractMessageReader {
  readonly #socket: MessageSocket;
  readonly #limits: ReaderLimits;
  readonly #waiting: ClientMessage[] = [];
  /** Requests handed on, each with whether its cancellation was handed on too. */
  readonly #pending = new Map<number, { cancelled: boolean }>();
  #deliver: DataCallback | undefined;
  #paused = false;

  constructor(socket: MessageSocket, limits: ReaderLimits) {
    super();
    this.#socket = socket;
    this.#limits = limits;
    socket.onMessage((text) => this.#receive(text));
    socket.onClose(() => {
      this.#waiting.length = 0;
      this.fireClose();
    });
  }

  get pending(): number {
    return this.#pending.size;
  }

  override listen(callback: DataCallback): Disposable {
    this.#deliver = callback;
    this.#handOn();
    return { dispose: () => this.#stop() };
  }

  /** To be called when an answer was taken by the operating system or can never be. */
  answered(id: number): void {
    this.#pending.delete(id);
    this.#handOn();
  }

  /** To be called when anything else written was taken. */
  flushed(): void {
    this.#handOn();
  }

  #receive(text: string): void {
    const message = z.safeParse(clientMessage, parseJson(text));
    if (message.success) {
      this.#waiting.push(message.data);
      this.#handOn();
    } else {
      this.#refuse('not a JSON-RPC request');
    }
  }

  #refuse(reason: string): void {
    this.#stop();
    this.#socket.close(CLOSE_POLICY, reason);
  }

  #stop(): void {
    this.#deliver = undefined;
    this.#waiting.length = 0;
  }

  #handOn(): void {
    while (this.#deliver && !this.#isFull()) {
      const message = this.#waiting.shift();
      if (!message) break;
      if (this.#admit(message)) this.#deliver(message satisfies Message);
    }
    this.#setPaused(this.#isFull());
  }

  #isFull(): boolean {
    return this.#pending.size >= this.#limits.pendingRequests || this.#socket.bufferedAmount > this.#limits.unreadBytes;
  }

  #setPaused(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    if (paused) this.#socket.pause();
    else this.#socket.resume();
  }

  #admit(message: ClientMessage): boolean {
    if ('id' in message) {
      // Two requests of one id would leave one answer, and this count too high for ever.
      if (this.#pending.has(message.id)) {
        this.#refuse(`request ${message.id} is under way already`);
        return false;
      }
      this.#pending.set(message.id, { cancelled: false });
      return true;
    }
    // vscode-jsonrpc remembers cancellations of requests it does not know.
    const request = this.#pending.get(message.params.id);
    if (!request || request.cancelled) return false;
    request.cancelled = true;
    return true;
  }
}
