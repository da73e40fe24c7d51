import * as vscode from 'vscode';
import type { ErrorData } from '../../protocol/errors.ts';
import { editorDiagnostic } from '../language/ranges.ts';
import { startFindings } from './startFindings.ts';

/** Puts what was said when a file's domain was started to the lines that it is about. */
export async function showStartProblems(
  problems: vscode.DiagnosticCollection,
  file: vscode.Uri,
  error: ErrorData,
): Promise<void> {
  const document = await vscode.workspace.openTextDocument(file);
  problems.set(file, startFindings(document.getText(), error).map(editorDiagnostic));
}
