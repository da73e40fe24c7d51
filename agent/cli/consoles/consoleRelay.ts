import type { WebSocket } from 'ws';
import * as z from 'zod/mini';
import { agentClosed } from '../../../protocol/agentClosed.ts';
import { type ConsoleControl, consoleControl } from '../../../protocol/console.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import { CLOSE_NORMAL } from '../../../protocol/messageSocket.ts';
import { parseJson } from '../../../protocol/parseJson.ts';
import type { Terminal } from '../terminal.ts';
import { printBytes, sendBytes } from './byteStream.ts';
import { controlNote } from './consoleNotes.ts';
import type { TextSearch } from './textSearch.ts';

/** Ctrl-] typed by itself, as in telnet and virsh; in what is pasted it is the guest's. */
const ESCAPE = 0x1d;
export const isEscape = (chunk: Buffer): boolean => chunk.length === 1 && chunk[0] === ESCAPE;

export interface RelayOptions {
  /** Nothing goes to the guest. */
  readonly readOnly: boolean;
  /** Ends the relay once found in the output. */
  readonly until?: TextSearch;
  readonly note: (line: string) => void;
}

/** Why a relay ended: Ctrl-] or the end of the input; the text was found; the domain ended. */
export type Ending = 'detached' | 'found' | 'ended';

/**
 * Carries bytes between a terminal and a console until either ends. Input that nobody types, from a pipe or a file,
 * waits until the output so far is shown; the text to look for then counts only in what follows the input.
 */
export class ConsoleRelay {
  readonly ending: Promise<Ending>;
  readonly #socket: WebSocket;
  readonly #terminal: Terminal;
  readonly #options: RelayOptions;
  readonly #typed: boolean;
  #settle: (ending: Ending | VirtcellError) => void = () => {};
  #caughtUp = false;
  #listening = false;
  #inputSent = false;
  #inputEnded: boolean;
  #offset: number | undefined;
  #isWriter = false;

  /** The socket may still be opening. */
  constructor(socket: WebSocket, terminal: Terminal, options: RelayOptions) {
    this.#socket = socket;
    this.#terminal = terminal;
    this.#options = options;
    this.#typed = terminal.stdin.isTTY === true;
    this.#inputEnded = options.readOnly && !this.#typed;
    this.ending = new Promise((resolve, reject) => {
      this.#settle = (ending) => (ending instanceof VirtcellError ? reject(ending) : resolve(ending));
    });
    socket.on('message', (data, isBinary) => {
      if (isBinary && data instanceof Uint8Array) this.#show(data);
      else this.#heed(data.toString());
    });
    // A socket that never opens is told of by whoever opens it; nobody awaits this then.
    this.ending.catch(() => {});
    socket.on('close', () => this.#settle(agentClosed()));
    socket.on('open', () => {
      if (this.#typed) this.#listen();
    });
  }

  /** Where the output goes on after what was shown; undefined until attached. */
  get offset(): number | undefined {
    return this.#offset;
  }

  /** Whether what is typed reaches the guest. */
  get isWriter(): boolean {
    return this.#isWriter;
  }

  /** Lets go of standard input and of the console. */
  close(): void {
    const { stdin } = this.#terminal;
    stdin.off('data', this.#send).off('end', this.#endInput);
    stdin.pause();
    // What came from a pipe is still to arrive; a person who leaves does not wait for an agent that hangs.
    if (this.#typed) this.#socket.terminate();
    else this.#socket.close(CLOSE_NORMAL);
  }

  #listen(): void {
    if (this.#listening || this.#inputEnded) return;
    this.#listening = true;
    this.#terminal.stdin.on('data', this.#send).on('end', this.#endInput);
  }

  readonly #send = (chunk: Buffer): void => {
    if (this.#typed && isEscape(chunk)) {
      this.#settle('detached');
      return;
    }
    if (this.#options.readOnly) return;
    if (!this.#inputSent && !this.#typed) this.#options.until?.restart();
    this.#inputSent = true;
    sendBytes(this.#socket, chunk, this.#terminal.stdin);
  };

  readonly #endInput = (): void => {
    this.#inputEnded = true;
    this.#endIfDone();
  };

  #show(bytes: Uint8Array): void {
    if (this.#offset !== undefined) this.#offset += bytes.length;
    this.#options.until?.add(bytes);
    printBytes(this.#terminal.stdout, bytes, this.#socket);
    this.#endIfDone();
  }

  #endIfDone(): void {
    const { until } = this.#options;
    if (until) {
      if (until.found && (this.#typed || this.#inputSent || this.#inputEnded)) this.#settle('found');
    } else if (this.#inputEnded && this.#caughtUp && !this.#options.readOnly) {
      // Reading only has no input that could end; it goes on until the domain ends.
      this.#settle('detached');
    }
  }

  #heed(text: string): void {
    const message = z.safeParse(consoleControl, parseJson(text));
    if (!message.success) {
      const said = 'The agent said something that this client does not know.';
      this.#settle(new VirtcellError({ code: 'agent-version', message: said }));
      return;
    }
    this.#obey(message.data);
  }

  #obey(control: ConsoleControl): void {
    const note = controlNote(control);
    if (note !== undefined) this.#options.note(note);
    switch (control.kind) {
      case 'attached':
        this.#offset = control.offset;
        this.#isWriter = control.writer;
        if (!control.writer && !this.#options.readOnly) this.#loseInput('somebody else writes');
        break;
      case 'gap':
      case 'skipped':
        this.#offset = control.to;
        break;
      case 'read-only':
        this.#isWriter = false;
        this.#loseInput(control.reason);
        break;
      case 'caught-up':
        this.#caughtUp = true;
        this.#listen();
        this.#endIfDone();
        break;
      case 'ended':
        this.#settle('ended');
    }
  }

  /** A person sees it and decides; a script's input would be lost unseen. */
  #loseInput(reason: string): void {
    if (this.#typed || this.#options.readOnly) {
      this.#options.note(`[read-only: ${reason}]`);
      return;
    }
    const hint = '--force takes the writing over; --read-only watches.';
    this.#settle(new VirtcellError({ code: 'console-busy', message: `Read-only: ${reason}`, hint }));
  }
}
