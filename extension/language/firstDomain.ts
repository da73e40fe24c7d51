import * as vscode from 'vscode';
import { isEditable } from './domainLanguage.ts';
import { mayBeDomain } from './looksLikeDomain.ts';

const isCandidate = (document: vscode.TextDocument): boolean =>
  isEditable(document.uri.scheme) && mayBeDomain(document);

/** Calls once when a document that may be a domain is open, which may be now. A text becomes one while it is typed. */
export function whenDomainOpens(open: () => void): vscode.Disposable {
  const look = (document: vscode.TextDocument): void => {
    if (!isCandidate(document)) return;
    watching.dispose();
    open();
  };
  const watching = vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)),
  );
  const present = vscode.workspace.textDocuments.find(isCandidate);
  if (present) look(present);
  return watching;
}
