import * as vscode from 'vscode';
import { warning } from './notices.ts';

/**
 * Whether the workspace is trusted, having said so where it is not. Restricted mode hides buttons and not the commands:
 * each that starts something, or makes files of what lies in the workspace, asks here first.
 *
 * @param refused what is not done in a workspace that is not
 */
export async function isTrusted(refused: string): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  if ((await warning(refused, manage)) === manage) {
    await vscode.commands.executeCommand('workbench.trust.manage');
  }
  return false;
}
