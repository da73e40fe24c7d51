import type { ConsoleControl, ConsoleMode } from '../../protocol/console.ts';
import type { Deadline } from '../../protocol/deadline.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import type { L10n } from '../l10n.ts';
import { ConsoleOutput } from './consoleOutput.ts';
import { type ConsoleName, terminalRoute } from './consoleRoute.ts';
import type { ConsoleSocket, OpenConsoleSocket } from './consoleSocket.ts';
import { ConsoleStream } from './consoleStream.ts';
import { controlNote } from './controlNote.ts';
import { greeting, takeOverWords, whyNotAttached } from './sessionWords.ts';
import { ShownProbe } from './shownProbe.ts';
import { isTerminalAnswer } from './terminalAnswer.ts';

export interface SessionDeps {
  readonly openSocket: OpenConsoleSocket;
  /** Starts the domain again. */
  readonly start: () => Promise<void>;
  /** Puts a serial console into the domain's XML, for the user to see. */
  readonly addConsole: () => Promise<void>;
  readonly write: (text: string) => void;
  readonly later: Deadline;
  /** What closing does is news to the user. */
  readonly isNewcomer: boolean;
  readonly l10n: L10n;
}

/**
 * `missing`: the domain runs and has no such console. `inactive`: the domain does not run. `disconnected`: the agent is
 * gone, or would not attach. Each of these says in the terminal what Enter does.
 */
type State = 'attaching' | 'live' | 'missing' | 'inactive' | 'disconnected';

/**
 * One console in one terminal, through all that happens to it: attached, watched while another types, lost with the
 * agent and taken up again at the same byte, ended with the domain and begun again with its next start.
 */
export class ConsoleSession {
  readonly #console: ConsoleName;
  readonly #deps: SessionDeps;
  readonly #probe: ShownProbe;
  readonly #output: ConsoleOutput;
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
    this.#probe = new ShownProbe({
      write: deps.write,
      later: deps.later,
      shown: (bytes) => this.#stream?.order({ kind: 'shown', bytes }),
    });
    this.#output = new ConsoleOutput((text) => this.#probe.write(text));
  }

  get state(): State {
    return this.#state;
  }

  /** Whether what is typed reaches the guest. */
  get takesInput(): boolean {
    return this.#state === 'live' && this.#mayWrite;
  }

  /** Resolves when it is attached, or the terminal says why it is not. */
  async attach(mode: ConsoleMode = 'write'): Promise<void> {
    if (this.#state === 'attaching' || this.#closed) return;
    this.#state = 'attaching';
    try {
      await this.#attachOrWatch(mode);
    } catch (error) {
      if (!(error instanceof VirtcellError)) throw error;
      this.#tellFailure(error);
    }
  }

  /** The agent can be reached again. @param isNewRun the domain was started anew meanwhile */
  async linkIsUp(isNewRun = false): Promise<void> {
    if (isNewRun && this.#state !== 'disconnected') return this.domainStarted();
    if (this.#state !== 'disconnected') return;
    if (isNewRun) this.#beginAnew();
    // As it was before: what another window types into meanwhile is not taken from there.
    await this.attach(this.#mayWrite || !this.#greeted ? 'write' : 'read');
  }

  /** The domain was started. Its console's output begins anew. */
  async domainStarted(): Promise<void> {
    if (this.#state !== 'inactive' && this.#state !== 'missing') return;
    this.#beginAnew();
    await this.attach();
  }

  /** What the terminal sends: what the user types or pastes, and what it answers. */
  async input(sent: string): Promise<void> {
    const text = this.#probe.typed(sent);
    if (text === '') return;
    switch (this.#state) {
      case 'attaching':
        this.#early += text;
        return;
      case 'live':
        if (this.#mayWrite) void this.#stream?.send(text);
        else await this.#typedReadOnly(text);
        return;
      case 'missing':
        if (isEnter(text)) await this.#deps.addConsole();
        return;
      case 'disconnected':
        if (isEnter(text)) await this.attach();
        return;
      case 'inactive':
        if (isEnter(text)) await this.#deps.start();
    }
  }

  /** To the guest, behind what was typed. Resolves when it has left, or never will. */
  async send(text: string): Promise<void> {
    if (this.takesInput) await this.#stream?.send(text);
  }

  /** Lets go; the guest goes on untouched. */
  close(): void {
    this.#closed = true;
    this.#probe.restart();
    this.#stream?.close();
  }

  /** Where another one writes it is watched, until the user takes it over. */
  async #attachOrWatch(mode: ConsoleMode): Promise<void> {
    try {
      await this.#attach(mode);
    } catch (error) {
      if (mode !== 'write' || !(error instanceof VirtcellError) || error.code !== 'console-busy') throw error;
      await this.#attach('read', error.data.message);
    }
  }

  /** @param others who writes instead of us, in a sentence */
  #attach(mode: ConsoleMode, others?: string): Promise<void> {
    const route = terminalRoute(this.#console, mode, this.#offset);
    return new Promise((resolve, reject) => {
      const prepare = (socket: ConsoleSocket): ConsoleStream => {
        const stream: ConsoleStream = new ConsoleStream(socket, {
          output: (bytes) => {
            this.#output.take(bytes);
            this.#probe.count(bytes.length);
          },
          control: (control) => {
            this.#offset = stream.offset;
            this.#obey(control, others);
            if (control.kind === 'attached') resolve();
          },
          closed: () => {
            this.#lose(stream);
            resolve();
          },
        });
        return stream;
      };
      this.#deps.openSocket(route, (socket) => this.#use(prepare(socket))).catch(reject);
    });
  }

  #use(stream: ConsoleStream): void {
    this.#stream = stream;
    this.#probe.restart();
    if (this.#closed) stream.close();
  }

  #obey(control: ConsoleControl, others: string | undefined): void {
    const { l10n } = this.#deps;
    switch (control.kind) {
      case 'attached':
        this.#becomeLive(control, others);
        return;
      case 'read-only':
        this.#mayWrite = false;
        this.#output.note(takeOverWords(control.reason, l10n));
        return;
      case 'ended':
        this.#state = 'inactive';
        this.#offset = undefined;
        this.#output.note(l10n.t('{0} ended: {1}. Press Enter to start it again', this.#console.name, control.reason));
        return;
      default: {
        if (control.kind === 'gap') this.#output.breakOff();
        if (control.kind === 'skipped') this.#output.cut();
        const note = controlNote(control, l10n);
        if (note !== undefined) this.#output.note(note);
      }
    }
  }

  #becomeLive(attached: Extract<ConsoleControl, { kind: 'attached' }>, others: string | undefined): void {
    const { l10n } = this.#deps;
    this.#state = 'live';
    this.#mayWrite = attached.writer;
    this.#saidReadOnly = false;
    if (attached.journal) this.#output.becomeRaw();
    if (!this.#greeted) this.#greet(attached);
    if (!attached.writer) this.#output.note(takeOverWords(others ?? l10n.t('Somebody else types here'), l10n));
    const early = this.#early;
    this.#early = '';
    if (attached.writer && early !== '') void this.#stream?.send(early);
  }

  #greet(attached: Extract<ConsoleControl, { kind: 'attached' }>): void {
    this.#greeted = true;
    const { l10n, isNewcomer } = this.#deps;
    this.#output.note(greeting(this.#console, attached, isNewcomer, l10n));
    const note = controlNote(attached, l10n);
    if (note !== undefined) this.#output.note(note);
  }

  #beginAnew(): void {
    this.#offset = undefined;
    this.#output.breakOff();
  }

  async #typedReadOnly(text: string): Promise<void> {
    if (isEnter(text)) {
      this.#offset = this.#stream?.offset ?? this.#offset;
      this.#stream?.close();
      await this.attach('force');
    } else if (!this.#saidReadOnly && !isTerminalAnswer(text)) {
      this.#saidReadOnly = true;
      this.#output.note(this.#deps.l10n.t('This console is read-only. Press Enter to take it over'));
    }
  }

  #lose(stream: ConsoleStream): void {
    if (this.#stream !== stream) return;
    this.#stream = undefined;
    this.#probe.restart();
    if (this.#state === 'inactive') return;
    this.#offset = stream.offset ?? this.#offset;
    this.#state = 'disconnected';
    this.#output.note(this.#deps.l10n.t('The agent is gone. This console goes on when it is back; Enter tries now'));
  }

  #tellFailure(error: VirtcellError): void {
    const { state, note } = whyNotAttached(error, this.#console, this.#deps.l10n);
    this.#state = state;
    this.#output.note(note);
  }
}

const isEnter = (text: string): boolean => text.includes('\r') || text.includes('\n');
