import * as vscode from 'vscode';
import type { DevReport } from '../../protocol/methods.ts';
import type { PanelSubject } from '../../protocol/privateDevActions.ts';
import type { DomainDocuments } from '../language/domainDocuments.ts';
import { revealElement } from '../language/revealElement.ts';
import { dryRun, dryRunText } from './dryRun.ts';
import { exportDev } from './exportDev.ts';
import { commandsWithin, makingCommands } from './nodeCommands.ts';
import type { OutsideAction } from './panel.ts';
import type { PanelFacts } from './panelFacts.ts';
import { shownReport } from './panelView.ts';

export interface PanelActions {
  readonly start: (file: vscode.Uri) => Promise<void>;
  readonly openConsole: (domain: { name: string; owner: number; alias?: string }) => Promise<void>;
  readonly syncDev: (domain: { name: string; owner: number }) => Promise<void>;
  readonly tellNextStep: () => Promise<void>;
}

/** What was chosen, and where. */
export interface Chosen {
  readonly action: OutsideAction;
  readonly subject: PanelSubject;
  /** What the page shows. */
  readonly facts: PanelFacts | undefined;
}

/** @param domainOf the running or defined domain that a subject means by now */
export async function actOnPanel(
  { action, subject, facts }: Chosen,
  actions: PanelActions,
  documents: DomainDocuments,
  domainOf: (subject: PanelSubject) => Promise<{ name: string; owner: number } | undefined>,
): Promise<void> {
  const file = 'file' in subject ? vscode.Uri.parse(subject.file) : undefined;
  switch (action.kind) {
    case 'start':
      if (file) await actions.start(file);
      return;
    case 'next-step':
      await actions.tellNextStep();
      return;
    case 'reveal':
      if (file) await revealElement(documents, file, action);
      return;
    case 'sync': {
      const domain = await domainOf(subject);
      if (domain) await actions.syncDev(domain);
      return;
    }
    case 'attach': {
      const domain = await domainOf(subject);
      if (domain) await actions.openConsole({ ...domain, alias: action.alias });
      return;
    }
    case 'copy':
      await copy(action.what === 'path' ? action.path : facts && commandsOf(action.path, facts));
      return;
    case 'copy-steps':
      if (facts?.kind === 'plan' && facts.report)
        await copy(dryRunText(dryRun(facts.report, facts.argv, facts.accounts, vscode.l10n)));
      return;
    case 'export':
      await showExport(facts && shownReport(facts), action.format);
  }
}

/** As a text that is nowhere yet: its user decides whether and where it is kept. */
async function showExport(report: DevReport | undefined, format: 'text' | 'json'): Promise<void> {
  if (!report) return;
  const language = format === 'json' ? 'json' : 'plaintext';
  const document = await vscode.workspace.openTextDocument({ content: exportDev(report, format), language });
  await vscode.window.showTextDocument(document);
}

/** What shows and would make a node: in the VM's own namespace where it has one. */
function commandsOf(path: string, facts: PanelFacts): string | undefined {
  if (facts.kind === 'unknown') return undefined;
  const report = shownReport(facts);
  const nodes = [...(report?.nodes ?? []), ...(facts.hidden ?? [])];
  const node = nodes.find((each) => each.path === path);
  if (!node) return undefined;
  const pid = facts.kind === 'running' ? facts.domain.pid : null;
  return (pid === null ? makingCommands(node) : commandsWithin(pid, node)).join('\n');
}

async function copy(text: string | undefined): Promise<void> {
  if (text === undefined) return;
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied: {0}', text.split('\n', 1)[0] ?? ''), 3000);
}
