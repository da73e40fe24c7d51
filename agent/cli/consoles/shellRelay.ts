import type { WebSocket } from 'ws';
import * as z from 'zod/mini';
import { agentClosed } from '../../../protocol/agentClosed.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import { parseJson } from '../../../protocol/parseJson.ts';
import { type ShellControl, type ShellOrder, shellControl } from '../../../protocol/shell.ts';
import type { Terminal } from '../terminal.ts';
import { printBytes, sendBytes } from './byteStream.ts';

/** Ctrl-], as at a console: the one key that is not the shell's, for one that hangs. */
const ESCAPE = 0x1d;
const NEWLINE = 0x0a;

/**
 * What ends the input of a terminal, as often as programs in it may read to the end: unlike a pipe's, each end is read
 * once.
 */
const END_OF_INPUT = '\x04'.repeat(16);

/** Why a relay ended: the shell did, or Ctrl-] was typed. */
export type ShellEnding = Extract<ShellControl, { kind: 'ended' }> | 'left';

/** Carries bytes between a terminal, or a pipe, and a shell inside a domain until the shell ends. */
export class ShellRelay {
  readonly ending: Promise<ShellEnding>;
  readonly #socket: WebSocket;
  readonly #terminal: Terminal;
  readonly #typed: boolean;
  #atLineStart = true;
  #settle: (ending: ShellEnding | VirtcellError) => void = () => {};

  /** The socket may still be opening. */
  constructor(socket: WebSocket, terminal: Terminal) {
    this.#socket = socket;
    this.#terminal = terminal;
    this.#typed = terminal.stdin.isTTY === true;
    this.ending = new Promise((resolve, reject) => {
      this.#settle = (ending) => (ending instanceof VirtcellError ? reject(ending) : resolve(ending));
    });
    // A socket that never opens is told of by whoever opens it; nobody awaits this then.
    this.ending.catch(() => {});
    socket.on('message', (data, isBinary) => {
      if (isBinary && data instanceof Uint8Array) printBytes(terminal.stdout, data, socket);
      else this.#heed(data.toString());
    });
    socket.on('close', () => this.#settle(agentClosed()));
    socket.on('open', () => {
      terminal.stdin.on('data', this.#send).on('end', this.#endInput);
      if (this.#typed) terminal.stdout.on('resize', this.#resize);
    });
  }

  /** Lets go of standard input; a shell that still runs ends. */
  close(): void {
    const { stdin, stdout } = this.#terminal;
    stdin.off('data', this.#send).off('end', this.#endInput);
    stdout.off('resize', this.#resize);
    stdin.pause();
    this.#socket.terminate();
  }

  readonly #send = (chunk: Buffer): void => {
    if (this.#typed && chunk.length === 1 && chunk[0] === ESCAPE) {
      this.#settle('left');
      return;
    }
    this.#atLineStart = chunk.at(-1) === NEWLINE;
    sendBytes(this.#socket, chunk, this.#terminal.stdin);
  };

  readonly #endInput = (): void => {
    // In the middle of a line it would only send that off.
    this.#socket.send(Buffer.from(`${this.#atLineStart ? '' : '\n'}${END_OF_INPUT}`), { binary: true });
  };

  readonly #resize = (): void => {
    const { columns, rows } = this.#terminal.stdout;
    if (!columns || !rows) return;
    this.#socket.send(JSON.stringify({ kind: 'resize', columns, rows } satisfies ShellOrder));
  };

  #heed(text: string): void {
    const message = z.safeParse(shellControl, parseJson(text));
    if (!message.success) {
      const said = 'The agent said something that this client does not know.';
      this.#settle(new VirtcellError({ code: 'agent-version', message: said }));
    } else if (message.data.kind === 'ended') this.#settle(message.data);
  }
}
