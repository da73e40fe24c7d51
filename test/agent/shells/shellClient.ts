import { once } from 'node:events';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { LinuxError } from '../../../agent/linux/libc.ts';
import { openPidfd, waitReadable } from '../../../agent/linux/pidfd.ts';
import { closeDescriptor } from '../../../agent/linux/process.ts';
import { type ShellControl, shellControl } from '../../../protocol/shell.ts';
import { PROTOCOL_VERSION } from '../../../protocol/version.ts';

/** A client of `/shell` that keeps what it is told. */
export class ShellClient {
  readonly socket: WebSocket;
  readonly ended: Promise<ShellControl>;
  readonly closed: Promise<number>;
  readonly started: Promise<{ readonly pid: number }>;
  output = '';
  #heard: () => void = () => {};

  private constructor(socket: WebSocket) {
    this.socket = socket;
    let start: (control: ShellControl & { kind: 'started' }) => void = () => {};
    this.started = new Promise((resolve) => {
      start = resolve;
    });
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    this.ended = new Promise((resolve) => {
      socket.on('message', (data, isBinary) => {
        if (isBinary) {
          this.output += data;
          this.#heard();
          return;
        }
        const control = shellControl.parse(JSON.parse(data.toString()));
        if (control.kind === 'ended') resolve(control);
        else start(control);
      });
    });
    onTestFinished(() => socket.terminate());
  }

  /** @param more of the query; without it there is no terminal: no echo, no prompt */
  static async open(path: string, name: string, more = ''): Promise<ShellClient> {
    const socket = new WebSocket(`ws://agent/shell?protocol=${PROTOCOL_VERSION}&name=${name}${more}`, {
      createConnection: () => connect(path),
      perMessageDeflate: false,
    });
    const client = new ShellClient(socket);
    await once(socket, 'open');
    return client;
  }

  type(text: string): void {
    this.socket.send(Buffer.from(text), { binary: true });
  }

  /** Resolves once the output has it; fails when the shell ends before. */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    const over = this.closed.then(() => {
      throw new Error(`the shell ended before ${pattern} was seen: ${this.output}`);
    });
    over.catch(() => undefined);
    for (;;) {
      const found = pattern.exec(this.output);
      if (found) return found;
      await Promise.race([
        over,
        new Promise<void>((resolve) => {
          this.#heard = resolve;
        }),
      ]);
    }
  }

  /** Runs a command of a shell without a terminal and gives what it printed. */
  async run(command: string): Promise<string> {
    const from = this.output.length;
    this.type(`${command}\necho done $?\n`);
    await this.until(new RegExp(`^[^]{${from}}[^]*?done \\d+\\n`));
    const printed = this.output.slice(from);
    return printed.slice(0, printed.lastIndexOf('done '));
  }
}

function pidfdOf(pid: number): number | undefined {
  try {
    return openPidfd(pid);
  } catch (error) {
    if (error instanceof LinuxError && error.errno === 'ESRCH') return undefined;
    throw error;
  }
}

/** Resolves when a process has ended, whosever child it is. Blocks meanwhile: it is another process that acts. */
export function waitForEnd(pid: number): void {
  const pidfd = pidfdOf(pid);
  if (pidfd === undefined) return;
  const isOver = waitReadable(pidfd, 20_000);
  closeDescriptor(pidfd);
  if (!isOver) throw new Error(`process ${pid} goes on`);
}
