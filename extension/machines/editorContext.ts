import * as vscode from 'vscode';
import type { DomainDocuments } from '../language/domainDocuments.ts';
import { domainOfDocument } from './commandTarget.ts';
import { isRunning, phaseOf } from './domainState.ts';
import type { MachineList } from './machineList.ts';

/**
 * Keeps the context keys of the manifest's menus: `virtcell.domainFile`, whether the active editor's domain runs, and
 * `virtcell.domainPhase`, what can be asked of it.
 */
export function followActiveEditor(documents: DomainDocuments, machines: MachineList): vscode.Disposable {
  const told = new Map<string, string>();
  const tell = (key: string, value: string): void => {
    if (told.get(key) === value) return;
    told.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  };
  const follow = (): void => {
    const document = vscode.window.activeTextEditor?.document;
    const isDomain = document !== undefined && documents.domainOf(document) !== undefined;
    const domain = isDomain ? domainOfDocument(document, machines, documents) : undefined;
    tell('virtcell.domainFile', isDomain ? (domain && isRunning(domain) ? 'running' : 'stopped') : '');
    tell('virtcell.domainPhase', domain ? phaseOf(domain.state) : '');
    tell('virtcell.domainAutostart', domain?.definition ? (domain.autostart ? 'on' : 'off') : '');
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
