import * as vscode from 'vscode';
import type { DomainEntry } from '../../protocol/methods.ts';
import type { AgentLink } from '../link/agentLink.ts';
import { tellError } from './tellError.ts';

/** Asks the guest to power off; it may take its time or refuse. */
export function shutDown(link: AgentLink, domain: DomainEntry, log: vscode.LogOutputChannel): Promise<void> {
  return ask(vscode.l10n.t('Asking {0} to shut down', domain.name), log, () =>
    link.request('shutdown', { name: domain.uuid, owner: domain.owner }),
  );
}

/** Ends it as by pulling the plug, once the user has said yes to its name. */
export async function forceOff(link: AgentLink, domain: DomainEntry, log: vscode.LogOutputChannel): Promise<void> {
  const yes = vscode.l10n.t('Force Off');
  const detail = vscode.l10n.t('The guest is not asked. What it has not written to its disks is lost.');
  const question = vscode.l10n.t('Force off {0}?', domain.name);
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return;
  await ask(vscode.l10n.t('Forcing off {0}', domain.name), log, () =>
    link.request('destroy', { name: domain.uuid, owner: domain.owner }),
  );
}

async function ask(title: string, log: vscode.LogOutputChannel, request: () => Promise<unknown>): Promise<void> {
  try {
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, request);
  } catch (error) {
    await tellError(error, log);
  }
}
