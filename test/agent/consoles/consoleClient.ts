import type { WebSocket } from 'ws';
import { openWebSocket } from '../../../agent/cli/connect.ts';
import { type ConsoleControl, type ConsoleMode, consoleControl } from '../../../protocol/console.ts';
import { PROTOCOL_VERSION } from '../../../protocol/version.ts';

export interface ConsolePlace {
  readonly socket: string;
  readonly name: string;
  readonly alias?: string;
  readonly mode: ConsoleMode;
  readonly from?: number;
}

/** A client on an agent's `/console`, which counts, and keeps or passes on what it is given. */
export class ConsoleClient {
  readonly controls: ConsoleControl[] = [];
  readonly closed: Promise<number>;
  readonly socket: WebSocket;
  /** Of the next byte, once attached. */
  offset = -1;
  /** Bytes that came. */
  length = 0;
  readonly #take: (bytes: Buffer) => void;
  #waiting: (() => void) | undefined;

  static attach(place: ConsolePlace, take: (bytes: Buffer) => void = () => undefined): Promise<ConsoleClient> {
    const { socket, name, alias, mode, from } = place;
    const search = new URLSearchParams({ protocol: String(PROTOCOL_VERSION), name, mode });
    if (alias !== undefined) search.set('alias', alias);
    if (from !== undefined) search.set('from', String(from));
    return openWebSocket(socket, `/console?${search}`, (opening) => new ConsoleClient(opening, take));
  }

  private constructor(socket: WebSocket, take: (bytes: Buffer) => void) {
    this.socket = socket;
    this.#take = take;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('message', (data, isBinary) => {
      if (isBinary) this.#output(data as Buffer);
      else this.#heed(consoleControl.parse(JSON.parse(data.toString())));
      this.#waiting?.();
    });
    socket.once('close', () => this.#waiting?.());
  }

  type(text: string | Uint8Array): void {
    this.socket.send(text, { binary: true });
  }

  said(kind: ConsoleControl['kind']): readonly ConsoleControl[] {
    return this.controls.filter((control) => control.kind === kind);
  }

  /** Resolves as soon as it holds, looked at whenever something comes. Fails when the socket closes first. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.socket.readyState === this.socket.CLOSED) throw new Error('the console was closed');
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
  }

  /** Lets go, and waits until the agent has. */
  async detach(): Promise<void> {
    this.socket.close(1000);
    await this.closed;
  }

  #output(bytes: Buffer): void {
    this.offset += bytes.length;
    this.length += bytes.length;
    this.#take(bytes);
  }

  #heed(control: ConsoleControl): void {
    this.controls.push(control);
    if (control.kind === 'attached') this.offset = control.offset;
    if (control.kind === 'gap') this.offset = control.to;
  }
}
