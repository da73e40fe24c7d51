import * as vscode from 'vscode';
import type { DomainDocuments } from './domainDocuments.ts';
import { editorDiagnostic } from './ranges.ts';

/** Underlines what is wrong in every open domain, while it is typed. */
export function showDiagnostics(documents: DomainDocuments): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('virtcell');
  const changed = new Set<vscode.TextDocument>();
  let planned: NodeJS.Immediate | undefined;

  const check = (document: vscode.TextDocument): void => {
    const read = documents.domainOf(document);
    if (read) collection.set(document.uri, read.diagnostics.map(editorDiagnostic));
    else collection.delete(document.uri);
  };
  // Several edits that arrive together are one: only the last version is read.
  const checkSoon = (document: vscode.TextDocument): void => {
    changed.add(document);
    planned ??= setImmediate(() => {
      planned = undefined;
      for (const one of changed) if (!one.isClosed) check(one);
      changed.clear();
    });
  };
  for (const document of vscode.workspace.textDocuments) checkSoon(document);
  return vscode.Disposable.from(
    collection,
    vscode.workspace.onDidOpenTextDocument(checkSoon),
    vscode.workspace.onDidChangeTextDocument(({ document }) => checkSoon(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => collection.delete(uri)),
    { dispose: () => planned && clearImmediate(planned) },
  );
}
