import * as vscode from 'vscode';
import type { DomainEntry } from '../../protocol/methods.ts';
import type { AgentLink } from '../link/agentLink.ts';
import { askFor, confirmationOf, doingWords, type LifeVerb, refusalOf } from './lifeVerbs.ts';

/**
 * Asks something of a domain, once the user has said yes to its name where it cannot be taken back.
 *
 * @throws VirtcellError why not
 */
export async function changeLife(link: AgentLink, verb: LifeVerb, domain: DomainEntry): Promise<void> {
  const refusal = refusalOf(verb, domain, vscode.l10n);
  if (refusal) throw refusal;
  if (!(await isConfirmed(verb, domain))) return;
  const title = doingWords(verb, domain, vscode.l10n);
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    askFor(verb, link, domain),
  );
}

async function isConfirmed(verb: LifeVerb, domain: DomainEntry): Promise<boolean> {
  const asked = confirmationOf(verb, domain, vscode.l10n);
  if (!asked) return true;
  const { question, detail, yes } = asked;
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}
