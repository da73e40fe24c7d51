import * as vscode from 'vscode';
import type { AgentLink } from '../link/agentLink.ts';
import { Listeners } from '../listeners.ts';
import type { MachineList } from '../machines/machineList.ts';
import { timerDeadline } from '../timerDeadline.ts';
import type { ConsoleName } from './consoleRoute.ts';
import { ConsoleSession } from './consoleSession.ts';
import type { OpenConsoleSocket } from './consoleSocket.ts';

export interface ConsoleDeps {
  readonly link: AgentLink;
  readonly machines: MachineList;
  readonly openSocket: OpenConsoleSocket;
  readonly start: (domain: { name: string; owner: number }) => Promise<void>;
  readonly log: vscode.LogOutputChannel;
}

export const registerConsoles = (deps: ConsoleDeps): ConsoleTerminals => new ConsoleTerminals(deps);

interface OpenTerminal {
  readonly console: ConsoleName;
  readonly terminal: vscode.Terminal;
  readonly session: ConsoleSession;
  /** Resolves when the editor has made the terminal's place. */
  readonly isShown: Promise<void>;
}

/** The serial consoles that are open as terminals, one for each console. */
export class ConsoleTerminals implements vscode.Disposable {
  readonly #deps: ConsoleDeps;
  readonly #open = new Map<string, OpenTerminal>();
  readonly #shown = new Listeners<void>();
  readonly #subscriptions: vscode.Disposable[];

  constructor(deps: ConsoleDeps) {
    this.#deps = deps;
    this.#subscriptions = [
      deps.link.onState(({ kind }) => {
        if (kind === 'connected') for (const { session } of this.#open.values()) this.#run(session.linkIsUp());
      }),
      deps.machines.onChange((change) => {
        if (change?.domain.state !== 'running' && change?.domain.state !== 'paused') return;
        const { name, owner } = change.domain;
        for (const { console, session } of this.#open.values()) {
          if (console.name === name && console.owner === owner) this.#run(session.domainStarted());
        }
      }),
    ];
  }

  /** A console has taken the keyboard. */
  onShown(listener: () => void): vscode.Disposable {
    return this.#shown.add(listener);
  }

  /** Shows a console beside, with the keyboard in it. Without an alias the domain's first that has a terminal. */
  async open({ name, owner }: { name: string; owner: number }, alias?: string): Promise<void> {
    const domain = this.#deps.machines.domains.find((one) => one.name === name && one.owner === owner);
    const first = domain?.consoles.find(({ path }) => path !== null)?.alias;
    const console = { name, owner, alias: alias ?? first ?? 'serial0' };
    const key = `${owner}/${name}/${console.alias}`;
    const present = this.#open.get(key);
    const { terminal, session, isShown } = present ?? this.#create(key, console);
    terminal.show(false);
    await isShown;
    // Showing a terminal that is an editor makes its group the active one and leaves the keyboard where it was.
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    this.#shown.tell();
    if (present && session.state === 'inactive') await session.domainStarted();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const { terminal } of [...this.#open.values()]) terminal.dispose();
  }

  #create(key: string, console: ConsoleName): OpenTerminal {
    const { openSocket, start } = this.#deps;
    const written = new vscode.EventEmitter<string>();
    const session = new ConsoleSession(console, {
      openSocket,
      start: () => start(console),
      write: (text) => written.fire(text),
      later: timerDeadline,
      l10n: vscode.l10n,
    });
    const { promise: isShown, resolve: shown } = withResolvers();
    const pty: vscode.Pseudoterminal = {
      onDidWrite: written.event,
      // What is written before the terminal is there is lost.
      open: () => {
        this.#run(this.#attach(console, session));
        shown();
      },
      close: () => {
        this.#open.delete(key);
        session.close();
        written.dispose();
      },
      handleInput: (text) => this.#run(session.input(text)),
    };
    const terminal = vscode.window.createTerminal({
      name: `${console.name}: ${console.alias}`,
      pty,
      iconPath: new vscode.ThemeIcon('terminal'),
      location: { viewColumn: vscode.ViewColumn.Beside },
      isTransient: true,
    });
    const opened = { console, terminal, session, isShown };
    this.#open.set(key, opened);
    return opened;
  }

  async #attach({ name, alias }: ConsoleName, session: ConsoleSession): Promise<void> {
    const begun = performance.now();
    await session.attach();
    this.#deps.log.debug(`${name} ${alias}: ${session.state} after ${(performance.now() - begun).toFixed(1)} ms`);
  }

  /** What goes wrong with a console is said in its terminal; anything else is a mistake of ours. */
  #run(work: Promise<void>): void {
    work.catch((error: unknown) => this.#deps.log.error(error instanceof Error ? error : String(error)));
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
