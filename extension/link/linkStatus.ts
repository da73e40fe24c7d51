import * as vscode from 'vscode';
import { warning } from '../notices.ts';
import type { AgentLink } from './agentLink.ts';
import type { LinkState } from './linkState.ts';
import { type AgentPlace, linkWords } from './linkWords.ts';

/**
 * Says where the link stands: to the manifest's `when` clauses, and in the status bar while there is something to do.
 * The command of the item tells the next step.
 */
export function showLinkStatus(link: AgentLink, place: AgentPlace, log: vscode.LogOutputChannel): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('virtcell.link', vscode.StatusBarAlignment.Left);
  item.name = vscode.l10n.t('Virtcell Agent');
  item.command = 'virtcell.nextStep';
  const show = (state: LinkState): void => {
    void vscode.commands.executeCommand('setContext', 'virtcell.link', state.kind);
    const { short, text } = linkWords(state, place, vscode.l10n);
    log.info(text);
    if ('error' in state) log.debug(`${state.error.code} ${state.error.data.errno ?? ''} ${state.error.message}`);
    if (state.kind === 'connected') {
      item.hide();
      return;
    }
    item.text = `$(vm) Virtcell: ${short}`;
    item.tooltip = text;
    item.show();
  };
  const subscription = link.onState(show);
  return { dispose: () => [subscription, item].forEach((one) => void one.dispose()) };
}

/** Looks, and tells what to do about the agent; the user runs the command, we never do. */
export async function tellNextStep(link: AgentLink, place: AgentPlace, guide: vscode.Uri): Promise<void> {
  await link.connect();
  const { text, command, hasGuide } = linkWords(link.state, place, vscode.l10n);
  if (link.state.kind === 'connected') {
    // For the walkthrough: what was so before the editor has read it goes unnoticed, only a change is seen.
    void vscode.commands.executeCommand('setContext', 'virtcell.agentReached', true);
    vscode.window.setStatusBarMessage(text, 3000);
    return;
  }
  const type = vscode.l10n.t('Type in Terminal');
  const read = vscode.l10n.t('How to Install');
  const again = vscode.l10n.t('Look Again');
  const ways = [...(command ? [type] : []), ...(hasGuide ? [read] : []), again];
  const chosen = await warning(text, ...ways);
  if (chosen === type && command) typeInTerminal(command);
  if (chosen === read) await vscode.commands.executeCommand('markdown.showPreview', guide);
  if (chosen === again) await tellNextStep(link, place, guide);
}

/** Without the Enter: what it does is the user's to read and to start. */
function typeInTerminal(command: string): void {
  const terminal = vscode.window.createTerminal({ name: 'Virtcell' });
  terminal.show();
  terminal.sendText(command, false);
}
