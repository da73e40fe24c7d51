import * as vscode from 'vscode';
import { VirtcellError } from '../../protocol/errors.ts';
import type { DomainEntry } from '../../protocol/methods.ts';
import type { LoadDocuments } from '../language/loadDocuments.ts';
import type { AgentLink } from '../link/agentLink.ts';
import { commandTarget } from '../machines/commandTarget.ts';
import { isRunning } from '../machines/domainState.ts';
import type { MachineList } from '../machines/machineList.ts';
import { tellError } from '../machines/tellError.ts';
import { consolesOf } from './consoleChoice.ts';
import { noConsole, pickConsole, pickDomain } from './consolePicks.ts';
import type { LogName } from './consoleRoute.ts';
import type { OpenConsoleSocket } from './consoleSocket.ts';
import type { ConsoleTerminals } from './consoleTerminals.ts';

export interface ConsoleCommandDeps {
  readonly link: AgentLink;
  readonly machines: MachineList;
  readonly documents: LoadDocuments;
  readonly consoles: ConsoleTerminals;
  readonly openSocket: OpenConsoleSocket;
  readonly log: vscode.LogOutputChannel;
}

/** The commands about consoles, each on what it was called on; else on the console in front, or what the user chooses. */
export function registerConsoleCommands(deps: ConsoleCommandDeps): vscode.Disposable {
  const { link, machines, consoles, openSocket, log } = deps;
  const openConsole = (domain: DomainEntry): Promise<void> => consoles.open(domain);
  const on = (name: string, action: (argument: unknown) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(`virtcell.${name}`, async (argument: unknown) => {
      log.debug(`asked for ${name}`);
      try {
        await action(argument);
      } catch (error) {
        await tellError(error, log);
      }
    });
  const save = async (argument: unknown, withTimes: boolean): Promise<void> => {
    const target = await logTarget(deps, argument);
    if (target) await (await import('./saveLog.ts')).saveLog(target, { link, openSocket, withTimes });
  };
  return vscode.Disposable.from(
    vscode.window.registerTerminalProfileProvider('virtcell.console', {
      provideTerminalProfile: async () => (await import('./consoleProfile.ts')).consoleProfile(link, consoles),
    }),
    on('chooseConsole', async () => {
      const console = await pickConsole(needed(machines.domains.flatMap(consolesOf), noConsole()));
      if (console) await consoles.open(console, console.alias);
    }),
    on('openShell', async (argument) => {
      const domain =
        (await targetOf(deps, argument))?.domain ??
        (await pickDomain(needed(machines.domains.filter(isRunning), noneRuns())));
      if (domain) (await import('./shellTerminals.ts')).openShell(domain, openSocket, log);
    }),
    on('saveConsoleLog', (argument) => save(argument, false)),
    on('saveConsoleLogWithTimes', (argument) => save(argument, true)),
    on('addSerialConsole', async (argument) => {
      const domain = (await targetOf(deps, argument))?.domain ?? (await pickDomain(needed(machines.domains, none())));
      if (domain) await (await import('./addConsole.ts')).addConsole({ ...deps, openConsole }, domain);
    }),
    on('sendSelection', async () => (await import('./sendInput.ts')).sendSelection(consoles, machines)),
    on('sendTerminalSize', async () => (await import('./sendInput.ts')).sendTerminalSize(consoles)),
  );
}

/** A row of the tree, or a file's domain; undefined where neither is meant. */
async function targetOf(
  { machines, documents }: ConsoleCommandDeps,
  argument: unknown,
): Promise<{ readonly domain: DomainEntry; readonly alias: string | undefined } | undefined> {
  const { domain, alias } = await commandTarget(argument, machines, documents);
  return domain && { domain, alias };
}

async function logTarget(deps: ConsoleCommandDeps, argument: unknown): Promise<LogName | undefined> {
  const target = await targetOf(deps, argument);
  const { active } = deps.consoles;
  if (!target && active) return active.console;
  const domain = target?.domain ?? (await pickDomain(needed(deps.machines.domains, none())));
  if (!domain) return undefined;
  const { name, owner } = domain;
  if (target?.alias !== undefined) return { name, owner, alias: target.alias };
  const { storedConsoles } = await import('./storedConsoles.ts');
  const stored = await storedConsoles(deps.link, domain);
  // What is kept of a domain that is described otherwise by now only the agent knows.
  return stored.length === 0 ? { name, owner, alias: undefined } : pickConsole(stored);
}

/** @throws VirtcellError when there is nothing to choose from */
function needed<T>(choice: readonly T[], message: string): readonly T[] {
  if (choice.length > 0) return choice;
  throw new VirtcellError({ code: 'domain-not-found', message });
}

const none = (): string => vscode.l10n.t('There is no virtual machine.');
const noneRuns = (): string => vscode.l10n.t('No virtual machine runs.');
