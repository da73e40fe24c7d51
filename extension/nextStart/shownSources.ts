import * as vscode from 'vscode';
import type { AgentLink } from '../link/agentLink.ts';
import type { MachineList } from '../machines/machineList.ts';
import { planHere } from '../privateDev/planHere.ts';
import { type ShownSources, shownContent } from './shownContent.ts';
import { type ShownText, shownParts } from './shownText.ts';

export interface ShownDeps {
  readonly link: AgentLink;
  readonly machines: MachineList;
}

export const shownUri = (shown: ShownText): vscode.Uri => vscode.Uri.from(shownParts(shown));

/** The text that a URI names, from the agent and the editor. */
export const textOf = (shown: ShownText, { link }: ShownDeps): Promise<string> => shownContent(shown, sourcesOf(link));

const sourcesOf = (link: AgentLink): ShownSources => ({
  link,
  textOf: async (file) => (await vscode.workspace.openTextDocument(vscode.Uri.parse(file))).getText(),
  planHere,
  l10n: vscode.l10n,
});
