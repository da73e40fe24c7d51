import * as vscode from 'vscode';
import type { DomainDocuments } from '../language/domainDocuments.ts';
import { domainOfDocument } from './commandTarget.ts';
import { isRunning } from './domainState.ts';
import type { MachineList } from './machineList.ts';

/** Keeps the context key `virtcell.domainFile` for the manifest's menus: whether the active editor's domain runs. */
export function followActiveEditor(documents: DomainDocuments, machines: MachineList): vscode.Disposable {
  let told: string | undefined;
  const follow = (): void => {
    const document = vscode.window.activeTextEditor?.document;
    const state = document && documents.domainOf(document) ? stateOf(document) : '';
    if (state === told) return;
    told = state;
    void vscode.commands.executeCommand('setContext', 'virtcell.domainFile', state);
  };
  const stateOf = (document: vscode.TextDocument): string => {
    const domain = domainOfDocument(document, machines, documents);
    return domain && isRunning(domain) ? 'running' : 'stopped';
  };
  follow();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(follow),
    // Another language makes another document of it, in the same editor.
    vscode.workspace.onDidOpenTextDocument(follow),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === vscode.window.activeTextEditor?.document) follow();
    }),
    machines.onChange(follow),
  );
}
