import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { PROTOCOL_VERSION } from '../../../protocol/version.ts';

/** A client that is none of ours: raw messages on a WebSocket. */
export class RawClient {
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
  readonly #received: unknown[] = [];
  readonly #waiting: ((message: unknown) => void)[] = [];

  static async open(path: string, route = '/rpc', options: WebSocket.ClientOptions = {}): Promise<RawClient> {
    const socket = new WebSocket(`ws://agent${route}`, {
      createConnection: () => connect(path),
      perMessageDeflate: false,
      ...options,
    });
    const client = new RawClient(socket);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return client;
  }

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    socket.on('message', (data, isBinary) => {
      if (isBinary) return;
      const message: unknown = JSON.parse(data.toString());
      const next = this.#waiting.shift();
      if (next) next(message);
      else this.#received.push(message);
    });
    onTestFinished(() => socket.terminate());
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  next(): Promise<unknown> {
    if (this.#received.length > 0) return Promise.resolve(this.#received.shift());
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Sends a request and gives the next message. */
  ask(id: number, method: string, params: unknown = {}): Promise<unknown> {
    this.send({ jsonrpc: '2.0', id, method, params });
    return this.next();
  }

  hello(protocol = PROTOCOL_VERSION): Promise<unknown> {
    return this.ask(0, 'hello', { protocol, client: 'raw' });
  }
}

/** Sends bytes and gives all that comes back until the server closes. */
export function exchange(path: string, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => socket.write(bytes));
    let answer = '';
    socket.on('data', (data) => {
      answer += data.toString();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
    onTestFinished(() => void socket.destroy());
  });
}
