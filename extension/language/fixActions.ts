import * as vscode from 'vscode';
import type { Fix } from '../../domain-xml/assist/fix.ts';
import { fixesFor } from '../../domain-xml/assist/fixes.ts';
import type { XmlDocument } from '../../domain-xml/parse/xmlTree.ts';
import { codePage } from './codePage.ts';
import { fixTitle } from './fixTitle.ts';
import { editorEdit } from './ranges.ts';

/** What can be done about diagnostics of ours, and the way to what is written of each. */
export function fixActions(
  tree: XmlDocument,
  document: vscode.TextDocument,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.CodeAction[] {
  const fixes = diagnostics.flatMap((diagnostic) => actions(tree, document, diagnostic));
  return [...fixes, ...diagnostics.flatMap(explanation)].filter(isFirst);
}

function actions(tree: XmlDocument, document: vscode.TextDocument, diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
  const { range } = diagnostic;
  const span = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  const fixes = fixesFor(tree, { code: codeOf(diagnostic), span });
  const preferred = fixes.filter((fix) => fix.preferred);
  return fixes.map((fix) => {
    const action = new vscode.CodeAction(fixTitle(fix, vscode.l10n), vscode.CodeActionKind.QuickFix);
    action.diagnostics = [diagnostic];
    // Where two things are missing, neither is the one that is meant.
    action.isPreferred = fix.preferred && preferred.length === 1;
    action.edit = new vscode.WorkspaceEdit();
    action.edit.set(document.uri, edits(fix, tree));
    return action;
  });
}

function edits({ edits }: Fix, tree: XmlDocument): (vscode.TextEdit | vscode.SnippetTextEdit)[] {
  const made = edits.map((edit) => editorEdit(edit, tree.lines));
  const [only, ...more] = made;
  const snippet = only && more.length === 0 && only.range.isEmpty ? withPlaces(only.newText) : undefined;
  return only && snippet ? [new vscode.SnippetTextEdit(only.range, snippet)] : made;
}

const codeOf = ({ code }: vscode.Diagnostic): string => String(typeof code === 'object' ? code.value : code);

/** The way to the documentation for those who have no mouse at the diagnostic's link. */
function explanation(diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
  const code = codeOf(diagnostic);
  const page = codePage(code);
  if (!page) return [];
  const title = vscode.l10n.t('What {0} means', code);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.command = { command: 'markdown.showPreview', title, arguments: [page] };
  return [action];
}

/** The cursor goes into what is still empty. The editor would indent further lines of a snippet once more. */
function withPlaces(text: string): vscode.SnippetString | undefined {
  if (/[\r\n]/.test(text) || !text.includes("''")) return undefined;
  const snippet = new vscode.SnippetString();
  text.split("''").forEach((part, i) => {
    if (i > 0) snippet.appendText("'").appendTabstop().appendText("'");
    snippet.appendText(part);
  });
  return snippet;
}

/** Two attributes that are missing in one element have the same fixes. */
const isFirst = ({ title }: vscode.CodeAction, i: number, all: readonly vscode.CodeAction[]): boolean =>
  all.findIndex((other) => other.title === title) === i;
