import * as vscode from 'vscode';
import { completeDomains } from './language/completions.ts';
import { showDiagnostics } from './language/diagnostics.ts';
import { linkDocuments } from './language/documentLinks.ts';
import type { DomainDocuments } from './language/domainDocuments.ts';
import { showHovers } from './language/hovers.ts';
import { offerFixes } from './language/quickFixes.ts';
import { showHostFindings } from './language/showHostFindings.ts';
import { showStructure } from './language/structure.ts';
import type { AgentLink } from './link/agentLink.ts';
import { followActiveEditor } from './machines/editorContext.ts';
import { showLenses } from './machines/lenses.ts';
import type { MachineList } from './machines/machineList.ts';

export interface OpenDomainsDeps {
  readonly documents: DomainDocuments;
  readonly link: AgentLink;
  readonly machines: MachineList;
  /** What takes the keyboard from the text. */
  readonly leavesText: readonly vscode.Event<unknown>[];
  readonly log: vscode.LogOutputChannel;
}

/** All that the editor has to say and to do about the text of a domain. Loaded when the first one is open. */
export function followDomains({ documents, link, machines, leavesText, log }: OpenDomainsDeps): vscode.Disposable {
  const sight = { link, l10n: vscode.l10n };
  return vscode.Disposable.from(
    showDiagnostics(documents),
    showLenses(documents, machines, leavesText),
    followActiveEditor(documents, machines),
    completeDomains(documents, log),
    showHovers(documents, async (xml) => (await import('./privateDev/plannedNodes.ts')).plannedNodes(sight, xml), log),
    showHostFindings(documents),
    showStructure(documents),
    offerFixes(documents),
    linkDocuments(documents),
  );
}
