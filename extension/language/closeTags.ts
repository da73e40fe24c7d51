import * as vscode from 'vscode';
import { autoClose } from '../../domain-xml/assist/autoClose.ts';
import type { DomainDocuments } from './domainDocuments.ts';

/** Writes the end tag of an element whose `>` was typed, and the rest of an end tag whose `</` was. */
export function closeTags(
  documents: DomainDocuments,
  isOurs: (document: vscode.TextDocument) => boolean,
): vscode.Disposable {
  return vscode.workspace.onDidChangeTextDocument(({ document, contentChanges: [change, ...more], reason }) => {
    const editor = vscode.window.activeTextEditor;
    // What is undone, pasted or typed at several places at once is left as it is.
    if (!change || more.length > 0 || reason !== undefined || editor?.document !== document) return;
    if (change.text !== '>' && change.text !== '/') return;
    if (!isOurs(document) || !isWanted(document)) return;
    const tree = documents.domainOf(document)?.document;
    const offset = change.rangeOffset + 1;
    const closing = tree && autoClose(tree, offset);
    if (!closing) return;
    const text = closing.side === 'after' ? `$0${closing.text}` : `${closing.text}$0`;
    // Refused by the editor when more was typed meanwhile.
    void editor.insertSnippet(new vscode.SnippetString(text), document.positionAt(offset));
  });
}

/** Who wants no closing brackets wants no closing tags. */
const isWanted = (document: vscode.TextDocument): boolean =>
  vscode.workspace.getConfiguration('editor', document).get('autoClosingBrackets') !== 'never';
