import * as z from 'zod/mini';
import type { Deadline } from '../../protocol/deadline.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import { CLOSE_NORMAL, CLOSE_POLICY } from '../../protocol/messageSocket.ts';
import { parseJson } from '../../protocol/parseJson.ts';
import { type ShellControl, type ShellOrder, shellControl } from '../../protocol/shell.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import type { L10n } from '../l10n.ts';
import type { ConsoleSocket, OpenConsoleSocket } from './consoleSocket.ts';
import { InputQueue } from './inputQueue.ts';
import { ShownProbe } from './shownProbe.ts';

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export interface ShellDeps {
  readonly openSocket: OpenConsoleSocket;
  readonly write: (text: string) => void;
  /** The shell was left, or what was said of its end was read: its terminal may go. */
  readonly over: () => void;
  readonly later: Deadline;
  readonly l10n: L10n;
}

/** What the editor's terminals are, terminfo(5). */
const TERM = 'xterm-256color';

/**
 * With so many bytes not shown yet the socket is not read on: of a shell nothing may be left out, since nothing of it is
 * kept. Its terminal fills, and whoever prints waits, as at any terminal.
 */
const UNSHOWN_LIMIT = 64 << 10;

/** The agent takes no larger ones. */
const MAX_CELLS = 1000;

type State = 'opening' | 'open' | 'ended';

/** A shell in a running domain's mount namespace, in one terminal. Unlike a console it ends with its connection. */
export class ShellSession {
  readonly #domain: { readonly name: string; readonly owner: number };
  readonly #deps: ShellDeps;
  readonly #decoder = new TextDecoder();
  readonly #probe: ShownProbe;
  #state: State = 'opening';
  #socket: ConsoleSocket | undefined;
  #input: InputQueue | undefined;
  #given = 0;
  #shown = 0;
  #size: TerminalSize | undefined;
  /** Typed before there was a shell to take it. */
  #early = '';
  #closed = false;

  constructor(domain: { readonly name: string; readonly owner: number }, deps: ShellDeps) {
    this.#domain = domain;
    this.#deps = deps;
    this.#probe = new ShownProbe({
      write: deps.write,
      later: deps.later,
      shown: (bytes) => {
        this.#shown = bytes;
        if (this.#given < bytes + UNSHOWN_LIMIT) this.#socket?.resume();
      },
    });
  }

  /** Resolves when there is a shell, or the terminal says why there is none. */
  async open(size: TerminalSize): Promise<void> {
    this.#size = clamped(size);
    try {
      const socket = await this.#deps.openSocket(this.#route(this.#size), (opening) => this.#listen(opening));
      this.#begin(socket);
    } catch (error) {
      if (!(error instanceof VirtcellError)) throw error;
      const { message, hint } = error.data;
      this.#end(hint === undefined ? message : `${sentence(message)} ${hint}`);
    }
  }

  /** What the terminal sends: what the user types or pastes, and what it answers. After the end any key closes it. */
  input(sent: string): void {
    const text = this.#probe.typed(sent);
    if (text === '') return;
    if (this.#state === 'ended') this.#deps.over();
    else if (this.#state === 'open') void this.#input?.send(text);
    else this.#early += text;
  }

  resize(size: TerminalSize): void {
    this.#size = clamped(size);
    if (this.#state === 'open') this.#order({ kind: 'resize', ...this.#size });
  }

  /** The shell ends, and what was started in it. */
  close(): void {
    this.#closed = true;
    this.#input?.close();
    this.#probe.restart();
    this.#socket?.close(CLOSE_NORMAL);
  }

  #route({ columns, rows }: TerminalSize): string {
    const { name, owner } = this.#domain;
    const search = new URLSearchParams({ protocol: String(PROTOCOL_VERSION), name, owner: String(owner) });
    for (const [key, value] of Object.entries({ columns, rows, term: TERM })) search.set(key, String(value));
    return `/shell?${search}`;
  }

  #listen(socket: ConsoleSocket): ConsoleSocket {
    socket.on('message', (data, isBinary) => {
      if (this.#closed) return;
      if (isBinary && data instanceof Uint8Array) this.#print(socket, data);
      else this.#heed(socket, data.toString());
    });
    socket.on('close', () => {
      // One that never opened is told of by its opening.
      if (this.#socket === socket) this.#end(this.#deps.l10n.t('The agent is gone, and this shell with it'));
    });
    return socket;
  }

  #print(socket: ConsoleSocket, bytes: Uint8Array): void {
    this.#given += bytes.length;
    if (this.#given >= this.#shown + UNSHOWN_LIMIT) socket.pause();
    this.#probe.write(this.#decoder.decode(bytes, { stream: true }));
    this.#probe.count(bytes.length);
  }

  #begin(socket: ConsoleSocket): void {
    this.#socket = socket;
    if (this.#closed) {
      socket.close(CLOSE_NORMAL);
      return;
    }
    if (this.#state === 'ended') return;
    this.#state = 'open';
    this.#input = new InputQueue(socket);
    // As large as the terminal became meanwhile.
    if (this.#size) this.#order({ kind: 'resize', ...this.#size });
    const early = this.#early;
    this.#early = '';
    if (early !== '') void this.#input.send(early);
  }

  #order(order: ShellOrder): void {
    // An error is followed by the socket's end.
    this.#socket?.send(JSON.stringify(order), { binary: false }, () => undefined);
  }

  #heed(socket: ConsoleSocket, text: string): void {
    const control = z.safeParse(shellControl, parseJson(text));
    if (!control.success) socket.close(CLOSE_POLICY);
    else if (control.data.kind === 'ended') this.#tellEnd(control.data);
  }

  /** One that was left needs no words. */
  #tellEnd({ code, signal, reason }: Extract<ShellControl, { kind: 'ended' }>): void {
    const { l10n } = this.#deps;
    if (reason !== undefined) this.#end(l10n.t('This shell was ended: {0}', reason));
    else if (signal !== undefined) this.#end(l10n.t('This shell was ended by signal {0}', signal));
    else if (code !== 0) this.#end(l10n.t('This shell ended with exit code {0}', code ?? ''));
    else {
      this.#state = 'ended';
      this.#deps.over();
    }
  }

  #end(words: string): void {
    if (this.#state === 'ended' || this.#closed) return;
    this.#state = 'ended';
    this.#input?.close();
    const next = this.#deps.l10n.t('Any key closes this terminal');
    this.#deps.write(`\r\n\x1b[0;2m[${sentence(words)} ${next}]\x1b[0m\r\n`);
  }
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
const clamped = ({ columns, rows }: TerminalSize): TerminalSize => ({ columns: within(columns), rows: within(rows) });
const within = (cells: number): number => Math.min(Math.max(cells, 1), MAX_CELLS);
