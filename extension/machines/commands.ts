import * as vscode from 'vscode';
import { VirtcellError } from '../../protocol/errors.ts';
import type { DomainEntry } from '../../protocol/methods.ts';
import type { PrivateDevPanels } from '../privateDev/panels.ts';
import { type CommandTarget, commandTarget } from './commandTarget.ts';
import { definitionUri } from './definitionFiles.ts';
import { domainFile } from './domainFile.ts';
import { isRunning } from './domainState.ts';
import { type StartDeps, startDomain, startFile } from './start.ts';
import { forceOff, shutDown } from './stop.ts';
import { tellError } from './tellError.ts';

export interface CommandDeps extends StartDeps {
  readonly panels: PrivateDevPanels;
}

/** The commands of package.json, each on what it was called on. */
export function registerCommands(deps: CommandDeps): vscode.Disposable {
  const { link, machines, documents, consoles, panels, log } = deps;
  const on = (name: string, action: (target: CommandTarget) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(`virtcell.${name}`, async (argument: unknown) => {
      log.debug(`asked for ${name}`);
      try {
        await action(commandTarget(argument, machines, documents));
      } catch (error) {
        await tellError(error, log);
      }
    });
  return vscode.Disposable.from(
    on('start', ({ file, domain }) => (file ? startFile(deps, file) : startDomain(deps, needed(domain)))),
    on('shutDown', ({ domain }) => shutDown(link, running(domain), log)),
    on('forceOff', ({ domain }) => forceOff(link, running(domain), log)),
    on('openConsole', ({ domain, alias }) => consoles.open(needed(domain), alias)),
    on('showDev', async ({ file, domain }) => {
      const from = file ?? (domain && (await domainFile(domain, machines)));
      return from ? panels.showFile(from) : panels.showDomain(needed(domain).name, needed(domain).owner);
    }),
    on('openDefinition', async ({ domain }) => {
      await vscode.window.showTextDocument(definitionUri(needed(domain)));
    }),
    on('reconnect', () => link.connect()),
    on('nextStep', () => deps.tellNextStep()),
  );
}

function needed(domain: DomainEntry | undefined): DomainEntry {
  if (domain) return domain;
  const message = vscode.l10n.t('There is no such domain. Open its file, or choose it in the Machines view.');
  throw new VirtcellError({ code: 'domain-not-found', message });
}

function running(domain: DomainEntry | undefined): DomainEntry {
  const known = needed(domain);
  if (isRunning(known)) return known;
  throw new VirtcellError({ code: 'domain-not-running', message: vscode.l10n.t('{0} does not run.', known.name) });
}
