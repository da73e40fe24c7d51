import * as vscode from 'vscode';
import { mayBeDomain } from './domainLanguage.ts';

/** Calls once when a document that may be a domain is open, which may be now. A text becomes one while it is typed. */
export function whenDomainOpens(open: () => void): vscode.Disposable {
  const look = (document: vscode.TextDocument): void => {
    if (!mayBeDomain(document)) return;
    watching.dispose();
    open();
  };
  const watching = vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)),
  );
  const present = vscode.workspace.textDocuments.find(mayBeDomain);
  if (present) look(present);
  return watching;
}
