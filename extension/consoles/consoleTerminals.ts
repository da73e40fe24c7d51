import * as vscode from 'vscode';
import type { AgentLink } from '../link/agentLink.ts';
import { Listeners } from '../listeners.ts';
import type { MachineChange, MachineList } from '../machines/machineList.ts';
import { consolesOf } from './consoleChoice.ts';
import { pickConsole } from './consolePicks.ts';
import type { ConsolePtyDeps, consolePty } from './consolePty.ts';
import type { ConsoleName } from './consoleRoute.ts';
import { createTerminal, isEditor, type OpenConsole, optionsOf, ptyOf, terminalOf } from './openConsole.ts';

export interface ConsoleDeps extends ConsolePtyDeps {
  readonly link: AgentLink;
  readonly machines: MachineList;
  /** What this user was told already. */
  readonly memory: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}

export const registerConsoles = (deps: ConsoleDeps): ConsoleTerminals => new ConsoleTerminals(deps);

const HINTED = 'virtcell.consoles.hinted';

/** The serial consoles and channels that are open as terminals. */
export class ConsoleTerminals implements vscode.Disposable {
  readonly #deps: ConsoleDeps;
  readonly #open = new Set<OpenConsole>();
  /** Those whose terminals the editor is about to make. */
  readonly #prepared = new Set<OpenConsole>();
  readonly #shown = new Listeners<void>();
  readonly #subscriptions: vscode.Disposable[];
  #isBack = false;

  constructor(deps: ConsoleDeps) {
    this.#deps = deps;
    this.#subscriptions = [
      deps.link.onState(({ kind }) => {
        this.#isBack = kind === 'connected';
      }),
      deps.machines.onChange((change) => this.#follow(change)),
      vscode.window.onDidOpenTerminal((terminal) => this.#showPrepared(terminal)),
      vscode.window.onDidChangeActiveTerminal(() => this.#tellActive()),
    ];
  }

  /** A console has taken the keyboard. */
  onShown(listener: () => void): vscode.Disposable {
    return this.#shown.add(listener);
  }

  /** The console whose terminal has the keyboard, or had it last of all terminals. */
  get active(): OpenConsole | undefined {
    const { activeTerminal } = vscode.window;
    return [...this.#open].find(({ pty }) => activeTerminal && ptyOf(activeTerminal) === pty);
  }

  get all(): readonly OpenConsole[] {
    return [...this.#open];
  }

  /** Shows a console beside, with the keyboard in it. Without an alias the user chooses, where there is a choice. */
  async open(domain: { name: string; owner: number }, alias?: string): Promise<void> {
    await this.show(domain, alias);
  }

  /** The same, and gives what was opened; undefined when the user chose none. */
  async show({ name, owner }: { name: string; owner: number }, alias?: string): Promise<OpenConsole | undefined> {
    const domain = this.#deps.machines.domains.find((one) => one.name === name && one.owner === owner);
    const choice = domain ? consolesOf(domain) : [];
    // One that is not there says so in its terminal, and what to do.
    const none = { name, owner, alias: alias ?? 'serial0' };
    const console = alias !== undefined || choice.length === 0 ? none : await pickConsole(choice);
    if (!console) return undefined;
    // Loaded first: from here to `add` nothing waits, so that a console has one terminal.
    const create = await this.#creating();
    const present = this.find(console);
    const opened = present ?? create(console);
    this.#open.add(opened);
    const terminal = present ? terminalOf(present.pty) : createTerminal(opened);
    terminal?.show(false);
    await opened.isShown;
    // Showing a terminal that is an editor makes its group the active one and leaves the keyboard where it was.
    if (isEditor(terminal)) await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    this.#shown.tell();
    if (present && opened.session.state === 'inactive') await opened.session.domainStarted();
    return opened;
  }

  /** A console that is open. */
  find({ name, owner, alias }: ConsoleName): OpenConsole | undefined {
    return [...this.#open].find(
      ({ console }) => console.name === name && console.owner === owner && console.alias === alias,
    );
  }

  /** What the editor is to make a terminal of, for a console that is not open. */
  async prepare(console: ConsoleName): Promise<vscode.ExtensionTerminalOptions> {
    const opened = (await this.#creating())(console);
    this.#prepared.add(opened);
    return optionsOf(opened);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const { pty } of this.#open) terminalOf(pty)?.dispose();
  }

  /** The editor makes a terminal of a profile before it shows its panel, and does not show that afterwards. */
  #showPrepared(terminal: vscode.Terminal): void {
    const opened = [...this.#prepared].find(({ pty }) => ptyOf(terminal) === pty);
    if (!opened) return;
    this.#prepared.delete(opened);
    this.#open.add(opened);
    terminal.show(false);
    this.#run(opened.isShown.then(() => this.#shown.tell()));
  }

  /** What makes one. */
  async #creating(): Promise<(console: ConsoleName) => OpenConsole> {
    const { consolePty: make } = await import('./consolePty.ts');
    return (console) => this.#create(console, make);
  }

  #create(console: ConsoleName, make: typeof consolePty): OpenConsole {
    const { memory } = this.#deps;
    const isNewcomer = !memory.get(HINTED, false);
    return make(console, isNewcomer, this.#deps, {
      opened: (opened) => {
        if (isNewcomer) void memory.update(HINTED, true);
        const attached = this.#attach(opened);
        this.#tellActive();
        return attached;
      },
      closed: (opened) => this.#open.delete(opened),
      run: (work) => this.#run(work),
    });
  }

  async #attach(opened: OpenConsole): Promise<void> {
    const { console, session } = opened;
    const begun = performance.now();
    await session.attach();
    opened.run = this.#runOf(console);
    const took = (performance.now() - begun).toFixed(1);
    this.#deps.log.debug(`${console.name} ${console.alias}: ${session.state} after ${took} ms`);
  }

  #follow(change: MachineChange): void {
    if (change) this.#followDomain(change.domain);
    else if (this.#isBack && this.#deps.link.state.kind === 'connected') this.#goOn();
  }

  #followDomain({ name, owner, state, pid }: NonNullable<MachineChange>['domain']): void {
    if (state !== 'running' && state !== 'paused') return;
    for (const opened of this.#open) {
      const { console, session } = opened;
      if (console.name !== name || console.owner !== owner || opened.run === pid) continue;
      opened.run = pid;
      this.#run(session.domainStarted());
    }
  }

  /** The agent is back, and told what runs: what was started anew meanwhile begins anew here too. */
  #goOn(): void {
    this.#isBack = false;
    for (const opened of this.#open) {
      const run = this.#runOf(opened.console);
      const isNewRun = run !== null && run !== opened.run;
      if (isNewRun) opened.run = run;
      this.#run(opened.session.linkIsUp(isNewRun));
    }
  }

  #runOf({ name, owner }: ConsoleName): number | null {
    return this.#deps.machines.domains.find((one) => one.name === name && one.owner === owner)?.pid ?? null;
  }

  /** For the manifest's menus. */
  #tellActive(): void {
    void vscode.commands.executeCommand('setContext', 'virtcell.consoleTerminal', this.active !== undefined);
  }

  /** What goes wrong with a console is said in its terminal; anything else is a mistake of ours. */
  #run(work: Promise<void>): void {
    work.catch((error: unknown) => this.#deps.log.error(error instanceof Error ? error : String(error)));
  }
}
