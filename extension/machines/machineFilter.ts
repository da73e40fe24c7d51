import * as vscode from 'vscode';
import { type Disposable, Listeners } from '../listeners.ts';
import { isRunning } from './domainState.ts';
import type { MachineList } from './machineList.ts';

const KEY = 'virtcell.runningOnly';

/** Whether the view leaves out what does not run; remembered for this user on this machine. */
export class MachineFilter {
  readonly #memory: vscode.Memento;
  readonly #changes = new Listeners<void>();

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
    this.#tellMenus();
  }

  get runningOnly(): boolean {
    return this.#memory.get(KEY, false);
  }

  onChange(listener: () => void): Disposable {
    return this.#changes.add(listener);
  }

  async showRunningOnly(runningOnly: boolean): Promise<void> {
    await this.#memory.update(KEY, runningOnly);
    this.#tellMenus();
    this.#changes.tell();
  }

  /** Has a view say what it does not show. */
  sayHidden(view: vscode.TreeView<unknown>, machines: MachineList): vscode.Disposable {
    const say = (): void => {
      const hidden = this.runningOnly ? machines.domains.filter((domain) => !isRunning(domain)).length : 0;
      const words = hidden === 0 ? '' : vscode.l10n.t('Running machines only; not shown: {0}', hidden);
      if (words !== (view.message ?? '')) view.message = words;
    };
    say();
    return vscode.Disposable.from(machines.onChange(say), this.onChange(say));
  }

  #tellMenus(): void {
    void vscode.commands.executeCommand('setContext', KEY, this.runningOnly);
  }
}
