import type { WebSocket } from 'ws';
import * as z from 'zod/mini';
import { agentClosed } from '../../../protocol/agentClosed.ts';
import { consoleControl } from '../../../protocol/console.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import { LineTimes } from '../../../protocol/lineTimes.ts';
import type { Params } from '../../../protocol/methods.ts';
import { parseJson } from '../../../protocol/parseJson.ts';
import {
  type Arguments,
  type DomainOptions,
  domainReference,
  type Flags,
  socketPath,
  type Texts,
} from '../arguments.ts';
import { openWebSocket, withAgent } from '../connect.ts';
import { EXIT_DONE, printJson, printNote, type Terminal } from '../terminal.ts';
import { printBytes } from './byteStream.ts';
import { controlNote } from './consoleNotes.ts';
import { consoleRoute } from './consoleRoute.ts';
import { readOffset, readTime } from './logPlace.ts';

type Given = Arguments<Flags<'follow' | 'json' | 'times'> & Texts<'since' | 'from'> & DomainOptions>;

/** Prints what a console's log holds, also of a domain that does not run any more. */
export async function log({ options, words }: Given, terminal: Terminal): Promise<number> {
  const domain = domainReference(words, options);
  const [, alias] = words;
  const socket = socketPath(terminal, options);
  const asked = { ...domain, ...(alias !== undefined && { alias }) };
  if (options.json) {
    printJson(terminal, await withAgent(socket, (agent) => agent.request('consoleLog', asked)));
    return EXIT_DONE;
  }
  const from = options.from === undefined ? undefined : readOffset(options.from);
  const since = options.since === undefined ? undefined : readTime(options.since, Date.now());
  const mode = options.follow ? 'follow' : 'log';
  const route = consoleRoute({ domain, alias, mode, from, since });
  const times = options.times ? await lineTimes(socket, asked) : undefined;
  const printing = { terminal, times, tellsEnd: mode === 'follow' };
  const log = await openWebSocket(socket, route, (opening) => new PrintedLog(opening, printing));
  await log.printed;
  return EXIT_DONE;
}

async function lineTimes(socket: string, asked: Params<'consoleLog'>): Promise<LineTimes> {
  const { times = [] } = await withAgent(socket, (agent) => agent.request('consoleLog', { ...asked, times: true }));
  return new LineTimes(times, Date.now);
}

interface Printing {
  readonly terminal: Terminal;
  readonly times: LineTimes | undefined;
  /** That it is over is news only to who wanted it to go on. */
  readonly tellsEnd: boolean;
}

/** Prints what comes over a socket, which may still be opening. */
class PrintedLog {
  /** Resolves when the agent has told all. */
  readonly printed: Promise<void>;
  readonly #socket: WebSocket;
  readonly #printing: Printing;
  #offset = 0;
  #ended = false;

  constructor(socket: WebSocket, printing: Printing) {
    this.#socket = socket;
    this.#printing = printing;
    this.printed = new Promise((resolve, reject) => {
      socket.on('message', (data, isBinary) => {
        if (isBinary && data instanceof Uint8Array) this.#print(data);
        else this.#heed(data.toString(), reject);
      });
      socket.on('close', () => (this.#ended ? resolve() : reject(agentClosed())));
    });
    // A socket that never opens is told of by whoever opens it; nobody awaits this then.
    this.printed.catch(() => {});
  }

  #print(bytes: Uint8Array): void {
    const { terminal, times } = this.#printing;
    printBytes(terminal.stdout, times ? times.stamp(bytes, this.#offset) : bytes, this.#socket);
    this.#offset += bytes.length;
  }

  #heed(text: string, reject: (error: VirtcellError) => void): void {
    const control = z.safeParse(consoleControl, parseJson(text));
    if (!control.success) {
      reject(new VirtcellError({ code: 'agent-version', message: 'The agent said something that is not known here.' }));
      this.#socket.terminate();
      return;
    }
    const { kind } = control.data;
    this.#ended ||= kind === 'ended';
    if (kind === 'attached') this.#offset = control.data.offset;
    else if (kind === 'gap') this.#offset = control.data.to;
    const { terminal, tellsEnd } = this.#printing;
    const note = kind === 'attached' || (kind === 'ended' && !tellsEnd) ? undefined : controlNote(control.data);
    if (note !== undefined) printNote(terminal, note);
  }
}
