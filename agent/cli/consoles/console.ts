import type { ConsoleMode } from '../../../protocol/console.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import {
  type Arguments,
  type DomainOptions,
  domainReference,
  type Flags,
  socketPath,
  type Texts,
  UsageError,
} from '../arguments.ts';
import { openWebSocket } from '../connect.ts';
import { EXIT_DONE, printable, printNote, type Terminal } from '../terminal.ts';
import { whenAgentReturns } from './agentReturn.ts';
import { ConsoleRelay, type Ending, isEscape, type RelayOptions } from './consoleRelay.ts';
import { type ConsolePlace, consoleRoute } from './consoleRoute.ts';
import { enterRawMode } from './rawMode.ts';
import { TextSearch } from './textSearch.ts';

const ESCAPE_NOTE = 'Escape character is ^] (Ctrl + ])';

type Given = Arguments<Flags<'force' | 'read-only'> & Texts<'until'> & DomainOptions>;

/**
 * Attaches the terminal to a console, its output from the beginning. Typed: Ctrl-] alone detaches, every other key is
 * the guest's, and an agent that goes away is waited for. From a pipe or file: detaches when the input has ended and the
 * output until then is shown, or, with `--until TEXT`, when TEXT appears after the input, or, without any input,
 * anywhere.
 */
export async function console({ options, words }: Given, terminal: Terminal): Promise<number> {
  if (options.until === '') throw new UsageError('--until takes a text');
  const mode = options.force ? 'force' : options['read-only'] ? 'read' : 'write';
  const domain = domainReference(words, options);
  const typed = terminal.stdin.isTTY === true;
  let restore = (): void => undefined;
  const attachment = new TerminalAttachment(terminal, {
    socket: socketPath(terminal, options),
    place: { domain, alias: words[1], mode },
    // A raw terminal does not go back to the line's beginning by itself.
    note: (line) => terminal.stderr.write(typed ? `\r\n${printable(line)}\r\n` : `${printable(line)}\n`),
    until: options.until === undefined ? undefined : new TextSearch(options.until),
    connected: () => {
      if (!typed) return;
      restore = enterRawMode();
      terminal.stderr.write(`Connected to domain '${printable(domain.name)}'\r\n${ESCAPE_NOTE}\r\n`);
    },
  });
  await attachment.open();
  try {
    const ending = await attachment.ending();
    if (options.until !== undefined && ending !== 'found') throw notFound(options.until, ending);
    return EXIT_DONE;
  } finally {
    attachment.close();
    restore();
    if (typed) printNote(terminal, '');
  }
}

interface AttachmentOptions extends Pick<RelayOptions, 'note'> {
  readonly socket: string;
  readonly place: ConsolePlace & { readonly mode: ConsoleMode };
  readonly until: TextSearch | undefined;
  /** The first connection is there, and nothing came over it yet: a terminal that is not raw would spoil the output. */
  connected(): void;
}

/** The terminal on the console, over one connection after another. */
class TerminalAttachment {
  readonly #terminal: Terminal;
  readonly #options: AttachmentOptions;
  #relay: ConsoleRelay | undefined;

  constructor(terminal: Terminal, options: AttachmentOptions) {
    this.#terminal = terminal;
    this.#options = options;
  }

  async open(mode = this.#options.place.mode, from?: number): Promise<ConsoleRelay> {
    const { socket, place, note, until, connected } = this.#options;
    const isFirst = this.#relay === undefined;
    const relayOptions = { readOnly: place.mode === 'read', note, ...(until && { until }) };
    this.#relay = await openWebSocket(socket, consoleRoute({ ...place, mode, from }), (opening) => {
      if (isFirst) opening.once('open', connected);
      return new ConsoleRelay(opening, this.#terminal, relayOptions);
    });
    return this.#relay;
  }

  /** A script is told of an agent that goes away; a person waits for it, or leaves. */
  async ending(): Promise<Ending> {
    for (let relay = this.#relay; relay; ) {
      try {
        return await relay.ending;
      } catch (error) {
        const mayWait = this.#terminal.stdin.isTTY === true && !this.#options.until;
        if (!mayWait || !(error instanceof VirtcellError) || error.code !== 'agent-closed') throw error;
      }
      relay.close();
      relay = await this.#return(relay);
    }
    return 'detached';
  }

  close(): void {
    this.#relay?.close();
  }

  /** Undefined when the person had enough of waiting. */
  async #return({ offset, isWriter }: ConsoleRelay): Promise<ConsoleRelay | undefined> {
    const { socket, note } = this.#options;
    note('[the agent is gone; this console goes on when it is back]');
    const { stdin } = this.#terminal;
    let leave = (): void => undefined;
    const cancelled = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const heed = (chunk: Buffer): void => {
      if (isEscape(chunk)) leave();
    };
    stdin.on('data', heed).resume();
    try {
      const relay = await whenAgentReturns(socket, () => this.#reopen(isWriter, offset), cancelled);
      if (relay) note('[the agent is back]');
      return relay;
    } finally {
      stdin.off('data', heed);
    }
  }

  /** As it was: what somebody else types into by now is not taken from there. */
  async #reopen(isWriter: boolean, offset: number | undefined): Promise<ConsoleRelay> {
    if (!isWriter) return this.open('read', offset);
    try {
      return await this.open('write', offset);
    } catch (error) {
      if (!(error instanceof VirtcellError) || error.code !== 'console-busy') throw error;
      return this.open('read', offset);
    }
  }
}

function notFound(text: string, ending: Ending): VirtcellError {
  const how = ending === 'ended' ? 'The domain ended' : 'The console was detached';
  return new VirtcellError({
    code: ending === 'ended' ? 'domain-not-running' : 'agent-closed',
    message: `${how} before ${JSON.stringify(text)} was seen.`,
  });
}
