import type { WebSocket } from 'ws';
import { openWebSocket } from '../../../../agent/cli/connect.ts';
import { PROTOCOL_VERSION } from '../../../../protocol/version.ts';

export interface Screen {
  readonly width: number;
  readonly height: number;
  readonly name: string;
}

/** As much of RFB (RFC 6143) as shows that there is a picture at the other end. */
export class RfbClient {
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;
  #received = Buffer.alloc(0);
  #arrived: () => void = () => {};

  static open(socket: string, name: string): Promise<RfbClient> {
    const route = `/graphics?protocol=${PROTOCOL_VERSION}&name=${name}`;
    return openWebSocket(socket, route, (opening) => new RfbClient(opening));
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('message', (data: Buffer) => {
      this.#received = Buffer.concat([this.#received, data]);
      this.#arrived();
    });
  }

  /** §7.1 to §7.3: version 3.8, no authentication, shared. */
  async greet(): Promise<Screen> {
    const version = await this.#take(12);
    if (version.toString() !== 'RFB 003.008\n') throw new Error(`not RFB: ${version.toString('hex')}`);
    this.#socket.send(version);
    const [count = 0] = await this.#take(1);
    const types = await this.#take(count);
    if (!types.includes(1)) throw new Error(`it wants a password: ${types.toString('hex')}`);
    this.#socket.send(Uint8Array.of(1));
    const result = (await this.#take(4)).readUInt32BE();
    if (result !== 0) throw new Error(`refused: ${result}`);
    this.#socket.send(Uint8Array.of(1));
    const init = await this.#take(24);
    const name = await this.#take(init.readUInt32BE(20));
    return { width: init.readUInt16BE(0), height: init.readUInt16BE(2), name: name.toString() };
  }

  /** §7.5.3, §7.6.1: the first rectangle of the whole picture, in the server's own pixels. */
  async picture({ width, height }: Screen): Promise<Buffer> {
    const request = Buffer.alloc(10);
    request.writeUInt8(3, 0);
    request.writeUInt16BE(width, 6);
    request.writeUInt16BE(height, 8);
    this.#socket.send(request);
    await this.#take(4);
    const rectangle = await this.#take(12);
    const bytes = rectangle.readUInt16BE(4) * rectangle.readUInt16BE(6) * 4;
    return this.#take(bytes);
  }

  close(): Promise<number> {
    this.#socket.close();
    return this.closed;
  }

  async #take(length: number): Promise<Buffer> {
    while (this.#received.length < length) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
    const taken = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return taken;
  }
}
