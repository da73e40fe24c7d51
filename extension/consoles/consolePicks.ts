import * as vscode from 'vscode';
import type { DomainEntry } from '../../protocol/methods.ts';
import { stateWords } from '../machines/domainState.ts';
import type { ConsoleName } from './consoleRoute.ts';

/** Where there is nothing to choose from. */
export const noConsole = (): string => vscode.l10n.t('No virtual machine with a console runs.');

/** The only one without a question. Undefined when the user chose none, or there is none. */
export function pickConsole<C extends ConsoleName>(choice: readonly C[]): Promise<C | undefined> {
  const items = choice.map((console) => ({
    label: console.alias,
    description: 'path' in console ? `${console.name} · ${console.path}` : console.name,
    iconPath: new vscode.ThemeIcon('terminal'),
    value: console,
  }));
  return pick(items, vscode.l10n.t('Choose a console'));
}

/** The only one without a question. */
export function pickDomain(domains: readonly DomainEntry[]): Promise<DomainEntry | undefined> {
  const items = domains.map((domain) => ({
    label: domain.name,
    description: stateWords(domain.state, vscode.l10n),
    value: domain,
  }));
  return pick(items, vscode.l10n.t('Choose a virtual machine'));
}

async function pick<V>(
  items: readonly (vscode.QuickPickItem & { readonly value: V })[],
  placeHolder: string,
): Promise<V | undefined> {
  if (items.length <= 1) return items[0]?.value;
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.value;
}
