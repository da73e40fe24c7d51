import * as vscode from 'vscode';
import { findElement } from '../../domain-xml/model/origins.ts';
import type { Range } from '../../domain-xml/position.ts';
import type { DomainDocuments } from './domainDocuments.ts';
import { editorRange } from './ranges.ts';

/**
 * Selects an XML element where its file is shown. It is looked for in the text as it is now: since it was planned it
 * may have moved. When it is gone, its former place is shown.
 */
export async function revealElement(
  documents: DomainDocuments,
  file: vscode.Uri,
  { element, range }: { readonly element?: string | undefined; readonly range: Range },
): Promise<void> {
  const document = await vscode.workspace.openTextDocument(file);
  const tree = documents.domainOf(document)?.document;
  const found = element !== undefined && tree ? findElement(tree, element)?.range : undefined;
  await vscode.window.showTextDocument(document, {
    selection: editorRange(found ?? range),
    viewColumn: columnOf(file),
  });
}

/** The column that shows the file already, else the first: the panel that asks must not be covered. */
function columnOf(file: vscode.Uri): vscode.ViewColumn {
  const groups = vscode.window.tabGroups.all;
  const group = groups.find(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === file.toString()),
  );
  return group?.viewColumn ?? vscode.ViewColumn.One;
}
