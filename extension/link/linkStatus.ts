import * as vscode from 'vscode';
import type { AgentLink } from './agentLink.ts';
import type { LinkState } from './linkState.ts';
import { linkWords } from './linkWords.ts';

/**
 * Says where the link stands: to the manifest's `when` clauses, and in the status bar while there is something to do.
 * The command of the item tells the next step.
 */
export function showLinkStatus(link: AgentLink, socket: string, log: vscode.LogOutputChannel): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('virtcell.link', vscode.StatusBarAlignment.Left);
  item.name = vscode.l10n.t('Virtcell Agent');
  item.command = 'virtcell.nextStep';
  const show = (state: LinkState): void => {
    void vscode.commands.executeCommand('setContext', 'virtcell.link', state.kind);
    const { short, text } = linkWords(state, socket, vscode.l10n);
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
export async function tellNextStep(link: AgentLink, socket: string): Promise<void> {
  await link.connect();
  const { text, command } = linkWords(link.state, socket, vscode.l10n);
  if (link.state.kind === 'connected') {
    vscode.window.setStatusBarMessage(text, 3000);
    return;
  }
  const copy = vscode.l10n.t('Copy Command');
  const again = vscode.l10n.t('Look Again');
  const chosen = await vscode.window.showWarningMessage(text, ...(command ? [copy, again] : [again]));
  if (chosen === copy && command) await vscode.env.clipboard.writeText(command);
  if (chosen === again) await tellNextStep(link, socket);
}
