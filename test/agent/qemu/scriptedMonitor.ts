import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const GREETING = '{"QMP": {"version": {"qemu": {"major": 7, "minor": 2, "micro": 0}}, "capabilities": []}}\r\n';

interface Command {
  readonly execute: string;
  readonly arguments?: unknown;
  readonly id: number;
}

/** A real Unix socket whose other end says what a test tells it to, in QEMU's place. */
export class ScriptedMonitor {
  readonly path: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'virtcell-monitor-'));
  readonly #server: Server;
  readonly #connected: Promise<Socket>;
  #commands: AsyncIterator<string> | undefined;

  private constructor(server: Server) {
    this.path = join(this.#folder, 'monitor.sock');
    this.#server = server;
    // A client that hangs up with something unread is a reset here, and what these tests want.
    this.#connected = once(server, 'connection').then(([socket]) => (socket as Socket).on('error', () => undefined));
  }

  static async listen(): Promise<ScriptedMonitor> {
    const server = createServer();
    const monitor = new ScriptedMonitor(server);
    server.listen(monitor.path);
    await once(server, 'listening');
    return monitor;
  }

  async say(...chunks: (string | Buffer)[]): Promise<void> {
    const socket = await this.#connected;
    // A write's callback comes when the kernel has it: the next one is a chunk of its own.
    for (const chunk of chunks) await new Promise((resolve) => socket.write(chunk, resolve));
  }

  /** The next command that was asked. */
  async asked(): Promise<Command> {
    this.#commands ??= createInterface({ input: await this.#connected })[Symbol.asyncIterator]();
    const { value, done } = await this.#commands.next();
    if (done) throw new Error('the connection ended without a further command');
    return JSON.parse(value as string) as Command;
  }

  async answer(returned: unknown = {}): Promise<Command> {
    const command = await this.asked();
    await this.say(`${JSON.stringify({ return: returned, id: command.id })}\r\n`);
    return command;
  }

  /** Until it hears again, what is said to it stays in the socket. */
  async deaf(): Promise<() => void> {
    const socket = await this.#connected;
    socket.pause();
    return () => socket.resume();
  }

  /** Closes the one direction only. */
  async sayNoMore(): Promise<void> {
    (await this.#connected).end();
  }

  async hangUp(): Promise<void> {
    (await this.#connected).destroy();
  }

  /** Resolves when our side has closed the connection. */
  async closed(): Promise<void> {
    const socket = await this.#connected;
    socket.resume();
    if (!socket.closed) await once(socket, 'close');
  }

  async dispose(): Promise<void> {
    this.#connected.then(
      (socket) => socket.destroy(),
      () => undefined,
    );
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
