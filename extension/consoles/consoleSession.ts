import type { ConsoleControl, ConsoleMode } from '../../protocol/console.ts';
import type { Deadline } from '../../protocol/deadline.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import type { L10n } from '../l10n.ts';
import { type ConsoleName, consoleRoute } from './consoleRoute.ts';
import type { OpenConsoleSocket } from './consoleSocket.ts';
import { ConsoleStream } from './consoleStream.ts';

export interface SessionDeps {
  readonly openSocket: OpenConsoleSocket;
  /** Starts the domain again. */
  readonly start: () => Promise<void>;
  readonly write: (text: string) => void;
  readonly later: Deadline;
  readonly l10n: L10n;
}

/**
 * `inactive`: the domain does not run. `disconnected`: the agent is gone, or would not attach. Each of these says in
 * the terminal what Enter does.
 */
type State = 'attaching' | 'live' | 'inactive' | 'disconnected';

/**
 * One console in one terminal, through all that happens to it: attached, watched while another types, lost with the
 * agent and taken up again at the same byte, ended with the domain and begun again with its next start.
 */
export class ConsoleSession {
  readonly #console: ConsoleName;
  readonly #deps: SessionDeps;
  #state: State = 'inactive';
  #stream: ConsoleStream | undefined;
  #offset: number | undefined;
  #mayWrite = false;
  #saidReadOnly = false;
  #greeted = false;
  /** Typed before there was anybody to take it. */
  #early = '';
  #closed = false;

  constructor(console: ConsoleName, deps: SessionDeps) {
    this.#console = console;
    this.#deps = deps;
  }

  get state(): State {
    return this.#state;
  }

  /** Resolves when it is attached, or the terminal says why it is not. */
  async attach(mode: ConsoleMode = 'write'): Promise<void> {
    if (this.#state === 'attaching' || this.#closed) return;
    this.#state = 'attaching';
    try {
      await this.#attach(mode);
    } catch (error) {
      if (!(error instanceof VirtcellError)) throw error;
      this.#tellFailure(error);
    }
  }

  /** The agent can be reached again. */
  async linkIsUp(): Promise<void> {
    // As it was before: what another window types into meanwhile is not taken from there.
    if (this.#state === 'disconnected') await this.attach(this.#mayWrite || !this.#greeted ? 'write' : 'read');
  }

  /** The domain was started. Its console's output begins anew. */
  async domainStarted(): Promise<void> {
    if (this.#state !== 'inactive') return;
    this.#offset = undefined;
    await this.attach();
  }

  /** What the user types or pastes. */
  async input(text: string): Promise<void> {
    switch (this.#state) {
      case 'attaching':
        this.#early += text;
        return;
      case 'live':
        if (this.#mayWrite) this.#stream?.send(text);
        else await this.#typedReadOnly(text);
        return;
      case 'disconnected':
        if (isEnter(text)) await this.attach();
        return;
      case 'inactive':
        if (isEnter(text)) await this.#deps.start();
    }
  }

  /** Lets go; the guest goes on untouched. */
  close(): void {
    this.#closed = true;
    this.#stream?.close();
  }

  #attach(mode: ConsoleMode): Promise<void> {
    const route = consoleRoute(this.#console, mode, this.#offset);
    return new Promise((resolve, reject) => {
      const prepare = (socket: Parameters<Parameters<OpenConsoleSocket>[1]>[0]): ConsoleStream => {
        const stream: ConsoleStream = new ConsoleStream(
          socket,
          {
            output: (text) => this.#deps.write(text),
            control: (control) => {
              this.#offset = stream.offset;
              this.#obey(control);
              if (control.kind === 'attached') resolve();
            },
            closed: () => {
              this.#lose(stream);
              resolve();
            },
          },
          this.#deps.later,
        );
        return stream;
      };
      this.#deps.openSocket(route, (socket) => this.#use(prepare(socket))).catch(reject);
    });
  }

  #use(stream: ConsoleStream): void {
    this.#stream = stream;
    if (this.#closed) stream.close();
  }

  #obey(control: ConsoleControl): void {
    const { l10n } = this.#deps;
    switch (control.kind) {
      case 'attached':
        this.#becomeLive(control);
        return;
      case 'read-only':
        this.#mayWrite = false;
        this.#note(l10n.t('{0}. Press Enter to take the console over', sentenceStart(control.reason)));
        return;
      case 'gap':
        this.#note(l10n.t('{0} bytes of output are no longer kept', control.to - control.from));
        return;
      case 'possible-repeat':
        this.#note(l10n.t('some output may stand here twice'));
        return;
      case 'outside':
        this.#note(l10n.t('{0} (process {1}) has this console open too', control.command, control.pid));
        return;
      case 'caught-up':
        return;
      case 'ended':
        this.#state = 'inactive';
        this.#offset = undefined;
        this.#note(l10n.t('{0} ended: {1}. Press Enter to start it again', this.#console.name, control.reason));
    }
  }

  #becomeLive({ path, writer }: Extract<ConsoleControl, { kind: 'attached' }>): void {
    const { l10n } = this.#deps;
    this.#state = 'live';
    this.#mayWrite = writer;
    this.#saidReadOnly = false;
    if (!this.#greeted) {
      this.#greeted = true;
      const { name, alias } = this.#console;
      this.#note(l10n.t('{0} · {1} · {2} · closing this terminal leaves the guest running', name, alias, path));
    }
    if (!writer) this.#note(l10n.t('Somebody else types here. Press Enter to take the console over'));
    const early = this.#early;
    this.#early = '';
    if (writer && early !== '') this.#stream?.send(early);
  }

  async #typedReadOnly(text: string): Promise<void> {
    if (isEnter(text)) {
      this.#offset = this.#stream?.offset ?? this.#offset;
      this.#stream?.close();
      await this.attach('force');
    } else if (!this.#saidReadOnly) {
      this.#saidReadOnly = true;
      this.#note(this.#deps.l10n.t('This console is read-only. Press Enter to take it over'));
    }
  }

  #lose(stream: ConsoleStream): void {
    if (this.#stream !== stream) return;
    this.#stream = undefined;
    if (this.#state === 'inactive') return;
    this.#offset = stream.offset ?? this.#offset;
    this.#state = 'disconnected';
    this.#note(this.#deps.l10n.t('The agent is gone. This console goes on when it is back; Enter tries now'));
  }

  #tellFailure({ code, data }: VirtcellError): void {
    const { l10n } = this.#deps;
    if (code === 'domain-not-running' || code === 'domain-not-found') {
      this.#state = 'inactive';
      this.#note(l10n.t('{0} does not run. Press Enter to start it', this.#console.name));
      return;
    }
    this.#state = 'disconnected';
    this.#note(l10n.t('{0} Press Enter to try again', sentence(data.message)));
  }

  /** Our own words among the guest's: dim, in brackets, on a line of their own. */
  #note(text: string): void {
    this.#deps.write(`\r\n\x1b[2m[${text}]\x1b[0m\r\n`);
  }
}

const isEnter = (text: string): boolean => text.includes('\r') || text.includes('\n');
const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
const sentenceStart = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
