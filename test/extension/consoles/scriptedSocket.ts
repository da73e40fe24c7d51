import type { ConsoleSocket, OpenConsoleSocket } from '../../../extension/consoles/consoleSocket.ts';
import type { ConsoleControl, ConsoleOrder } from '../../../protocol/console.ts';
import type { ShellControl, ShellOrder } from '../../../protocol/shell.ts';

/** The agent's end of a console's connection, played by a test. */
export class ScriptedSocket implements ConsoleSocket {
  readonly route: string;
  readonly sent: Uint8Array[] = [];
  readonly orders: (ShellOrder | ConsoleOrder)[] = [];
  paused = false;
  closedWith: number | undefined;
  /** While true, what is sent does not leave until `flush`. */
  slow = false;
  #flushes: (() => void)[] = [];
  readonly #messages: ((data: Uint8Array | { toString(): string }, isBinary: boolean) => void)[] = [];
  readonly #closes: (() => void)[] = [];

  constructor(route: string) {
    this.route = route;
  }

  get query(): URLSearchParams {
    return new URLSearchParams(this.route.replace(/^[^?]*\?/, ''));
  }

  get text(): string {
    return Buffer.concat(this.sent).toString();
  }

  send(data: Uint8Array | string, _: { binary: boolean }, flushed: (error?: Error | null) => void): void {
    if (typeof data === 'string') this.orders.push(JSON.parse(data));
    else this.sent.push(data);
    if (this.slow) this.#flushes.push(() => flushed());
    else queueMicrotask(() => flushed());
  }

  flush(): void {
    for (const flushed of this.#flushes.splice(0)) flushed();
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  close(code: number): void {
    this.closedWith = code;
  }

  on(event: 'message' | 'close', listener: never): void {
    if (event === 'message') this.#messages.push(listener);
    else this.#closes.push(listener);
  }

  output(bytes: string | Uint8Array): void {
    for (const listener of this.#messages) listener(Buffer.from(bytes), true);
  }

  control(message: ConsoleControl | ShellControl): void {
    for (const listener of this.#messages) listener(JSON.stringify(message), false);
  }

  say(text: string): void {
    for (const listener of this.#messages) listener(text, false);
  }

  attached(offset = 0, writer = true): void {
    this.control({ kind: 'attached', alias: 'serial0', path: '/dev/pts/3', offset, writer });
  }

  break(): void {
    for (const listener of this.#closes) listener();
  }
}

/** What opens such sockets, and the sockets that it opened. */
export function scriptedOpening(): {
  open: OpenConsoleSocket;
  sockets: ScriptedSocket[];
  refuse: (error?: Error) => void;
  refuseWhere: (isRefused: (query: URLSearchParams) => boolean, error: Error) => void;
} {
  const sockets: ScriptedSocket[] = [];
  let refusal: Error | undefined;
  let isRefused: (query: URLSearchParams) => boolean = () => true;
  return {
    sockets,
    refuse: (error) => {
      refusal = error;
    },
    refuseWhere: (where, error) => {
      isRefused = where;
      refusal = error;
    },
    open: async (route, prepare) => {
      const socket = new ScriptedSocket(route);
      if (refusal && isRefused(socket.query)) throw refusal;
      sockets.push(socket);
      return prepare(socket);
    },
  };
}
