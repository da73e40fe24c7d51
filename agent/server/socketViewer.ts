import type { WebSocket } from 'ws';
import { CLOSE_NORMAL } from '../../protocol/messageSocket.ts';
import type { Viewer } from '../consoles/viewer.ts';

/**
 * A console's viewer, or a shell's client, at the other end of a WebSocket. It exists before the socket does: a console
 * that cannot be attached answers the upgrade request with its error in full.
 */
export class SocketViewer<Control extends object> implements Viewer<Control> {
  readonly isTerminal: boolean;
  #socket: WebSocket | undefined;
  #early: (() => void)[] | undefined = [];
  #closed = false;
  readonly #waiting = new Set<() => void>();

  constructor(isTerminal = false) {
    this.isTerminal = isTerminal;
  }

  open(socket: WebSocket): void {
    this.#socket = socket;
    socket.on('close', () => this.#end());
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const act of early) act();
  }

  output(bytes: Uint8Array, taken?: () => void): void {
    this.#act((socket) =>
      socket.send(bytes, { binary: true }, () => {
        taken?.();
        this.#flushed();
      }),
    );
  }

  control(message: Control): void {
    this.#act((socket) => socket.send(JSON.stringify(message), () => this.#flushed()));
  }

  /** ws counts what is sent after the end as unread for ever. */
  unread(): number {
    return this.#closed ? 0 : (this.#socket?.bufferedAmount ?? 0);
  }

  /** When all that was sent is taken, or the viewer has gone. */
  drained(): Promise<void> {
    if (this.unread() === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  close(): void {
    this.#act((socket) => socket.close(CLOSE_NORMAL));
  }

  #act(act: (socket: WebSocket) => void): void {
    const socket = this.#socket;
    if (this.#closed) return;
    if (socket) act(socket);
    else this.#early?.push(() => this.#act(act));
  }

  #flushed(): void {
    if (this.unread() === 0) this.#release();
  }

  #end(): void {
    this.#closed = true;
    this.#release();
  }

  #release(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
