import type { MessageSocket } from '../../protocol/messageSocket.ts';

/** A socket without a network: the test is the other end, and decides when bytes are taken. */
export class FakeSocket implements MessageSocket {
  bufferedAmount = 0;
  paused = false;
  closed: { readonly code: number; readonly reason: string } | undefined;
  readonly sent: string[] = [];
  #unflushed: (() => void)[] = [];
  #onMessage: (text: string) => void = () => {};
  readonly #onClose: ((code: number) => void)[] = [];

  send(text: string, flushed: (error?: Error | null) => void): void {
    this.sent.push(text);
    this.bufferedAmount += text.length;
    this.#unflushed.push(() => {
      this.bufferedAmount -= text.length;
      flushed();
    });
  }

  /** The peer reads all that was sent. */
  flush(): void {
    const flushed = this.#unflushed;
    this.#unflushed = [];
    for (const done of flushed) done();
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  close(code: number, reason: string): void {
    this.closed = { code, reason };
    for (const listener of this.#onClose) listener(code);
  }

  onMessage(listener: (text: string) => void): void {
    this.#onMessage = listener;
  }

  onClose(listener: (code: number) => void): void {
    this.#onClose.push(listener);
  }

  /** A message of the peer arrives, as it may even after `pause`. */
  arrive(message: unknown): void {
    this.#onMessage(typeof message === 'string' ? message : JSON.stringify(message));
  }
}
