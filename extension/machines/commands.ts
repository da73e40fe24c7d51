import * as vscode from 'vscode';
import { VirtcellError } from '../../protocol/errors.ts';
import type { DomainEntry } from '../../protocol/methods.ts';
import type { NextStartDeps } from '../nextStart/showNextStart.ts';
import type { PrivateDevPanels } from '../privateDev/panels.ts';
import type { ScreenPanels } from '../screen/screenPanels.ts';
import { type CommandTarget, commandTarget } from './commandTarget.ts';
import { defineFile } from './defineFile.ts';
import { definitionUri } from './definitionFiles.ts';
import { domainFile } from './domainFile.ts';
import { changeLife } from './life.ts';
import { LIFE_VERBS } from './lifeVerbs.ts';
import type { MachineFilter } from './machineFilter.ts';
import { type StartDeps, startDomain, startFile } from './start.ts';
import { tellError } from './tellError.ts';

export interface CommandDeps extends StartDeps, NextStartDeps {
  readonly panels: () => Promise<PrivateDevPanels>;
  readonly screens: () => Promise<ScreenPanels>;
  readonly filter: MachineFilter;
}

/** The commands of package.json, each on what it was called on. */
export function registerCommands(deps: CommandDeps): vscode.Disposable {
  const { link, machines, documents, consoles, panels, screens, filter, log } = deps;
  const on = (name: string, action: (target: CommandTarget) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(`virtcell.${name}`, async (argument: unknown) => {
      log.debug(`asked for ${name}`);
      let file: vscode.Uri | undefined;
      try {
        const target = await commandTarget(argument, machines, documents);
        file = target.file;
        await action(target);
        log.debug(`${name} is done`);
      } catch (error) {
        await tellError(error, log, file);
      }
    });
  return vscode.Disposable.from(
    on('start', ({ file, domain }) => (file ? startFile(deps, file) : startDomain(deps, needed(domain)))),
    ...LIFE_VERBS.map((verb) => on(verb, ({ domain }) => changeLife(link, verb, needed(domain)))),
    on('define', async ({ file, domain }) => {
      const from = file ?? (domain && (await domainFile(domain, machines)));
      if (from) await defineFile(deps, from);
      else
        throw new VirtcellError({ code: 'missing-file', message: vscode.l10n.t('There is no file to define from.') });
    }),
    on('openConsole', ({ domain, alias }) => consoles.open(needed(domain), alias)),
    on('showDev', async ({ file, domain }) => {
      const from = file ?? (domain && (await domainFile(domain, machines)));
      if (from) (await panels()).showFile(from);
      else (await panels()).showDomain(needed(domain));
    }),
    on('revealInDev', async () => {
      const editor = vscode.window.activeTextEditor;
      if (editor) (await panels()).revealAtCursor(editor);
    }),
    on('openDefinition', async ({ domain }) => {
      await vscode.window.showTextDocument(definitionUri(needed(domain)));
    }),
    on('openScreen', async ({ domain }) => (await screens()).open(needed(domain))),
    on('showNextStart', async ({ domain, file }) => (await nextStart()).showNextStart(deps, needed(domain), file)),
    on('showLiveXml', async ({ domain }) => (await nextStart()).showLiveXml(needed(domain))),
    on('showArguments', async ({ domain, file }) => (await nextStart()).showArguments(deps, domain, file)),
    on('showRunningOnly', () => filter.showRunningOnly(true)),
    on('showAll', () => filter.showRunningOnly(false)),
    on('showLog', async () => log.show(true)),
    on('reconnect', () => link.connect()),
    on('nextStep', () => deps.tellNextStep()),
  );
}

const nextStart = (): Promise<typeof import('../nextStart/showNextStart.ts')> =>
  import('../nextStart/showNextStart.ts');

function needed(domain: DomainEntry | undefined): DomainEntry {
  if (domain) return domain;
  const message = vscode.l10n.t('There is no such domain. Open its file, or choose it in the Machines view.');
  throw new VirtcellError({ code: 'domain-not-found', message });
}
