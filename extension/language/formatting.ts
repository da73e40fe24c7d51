import * as vscode from 'vscode';
import { type FormatOptions, format } from '../../domain-xml/assist/format.ts';
import type { DomainDocuments } from './domainDocuments.ts';
import { editorEdit } from './ranges.ts';

/** Formatting of the whole text and of selected lines. */
export function registerFormatting(selector: vscode.DocumentFilter, documents: DomainDocuments): vscode.Disposable {
  const edits = (
    document: vscode.TextDocument,
    { insertSpaces, tabSize }: vscode.FormattingOptions,
    selected?: vscode.Range,
  ): vscode.TextEdit[] => {
    const tree = documents.domainOf(document)?.document;
    if (!tree) return [];
    const within = selected && { start: document.offsetAt(selected.start), end: document.offsetAt(selected.end) };
    const options: FormatOptions = {
      step: insertSpaces ? ' '.repeat(tabSize) : '\t',
      ...(within ? { within } : {}),
    };
    return format(tree, options).map((edit) => editorEdit(edit, tree.lines));
  };
  return vscode.Disposable.from(
    vscode.languages.registerDocumentFormattingEditProvider(selector, {
      provideDocumentFormattingEdits: (document, options) => edits(document, options),
    }),
    vscode.languages.registerDocumentRangeFormattingEditProvider(selector, {
      provideDocumentRangeFormattingEdits: (document, range, options) => edits(document, options, range),
    }),
  );
}
