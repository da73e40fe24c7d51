import * as vscode from 'vscode';
import type { AgentLink } from '../link/agentLink.ts';
import { tellError } from '../machines/tellError.ts';

/** Brings a running VM's /dev to what the host has now, and says what QEMU kept from changing. */
export async function syncDev(
  link: AgentLink,
  log: vscode.LogOutputChannel,
  domain: { readonly name: string; readonly owner: number },
): Promise<void> {
  try {
    const { held } = await link.request('syncDev', { name: domain.name, owner: domain.owner });
    if (held.length === 0) return;
    const nodes = held.join(', ');
    await vscode.window.showInformationMessage(
      vscode.l10n.t('QEMU has these open, and they stay as they are until it lets go: {0}', nodes),
    );
  } catch (error) {
    await tellError(error, log);
  }
}
