import * as vscode from 'vscode';
import type { AgentLink } from '../link/agentLink.ts';
import { tellError } from '../machines/tellError.ts';
import { notice } from '../notices.ts';

/** Brings a running VM's /dev to what the host has now, and says what could not be changed, and why. */
export async function syncDev(
  link: AgentLink,
  log: vscode.LogOutputChannel,
  domain: { readonly name: string; readonly owner: number },
): Promise<void> {
  try {
    const { held, refused } = await link.request('syncDev', { name: domain.name, owner: domain.owner });
    const words = [
      ...(held.length > 0
        ? [vscode.l10n.t('QEMU has these open, and they stay as they are until it lets go: {0}', held.join(', '))]
        : []),
      ...(refused.length > 0
        ? [vscode.l10n.t('These cannot be changed before the next start: {0}', refused.join(', '))]
        : []),
    ];
    if (words.length > 0) await notice(words.join('. '));
  } catch (error) {
    await tellError(error, log);
  }
}
