import * as vscode from 'vscode';
import type { Diagnostic } from '../../domain-xml/diagnostic.ts';
import type { LineIndex } from '../../domain-xml/parse/lineIndex.ts';
import type { Range } from '../../domain-xml/position.ts';
import type { TextEdit } from '../../domain-xml/textEdit.ts';
import { codePage } from './codePage.ts';

/** Both count lines and UTF-16 code units from zero. */
export const editorRange = ({ start, end }: Range): vscode.Range =>
  new vscode.Range(start.line, start.character, end.line, end.character);

/** An edit of the text that `lines` are of. */
export const editorEdit = ({ start, end, text }: TextEdit, lines: LineIndex): vscode.TextEdit =>
  new vscode.TextEdit(editorRange(lines.range({ start, end })), text);

/** Who says it, where diagnostics of several are listed. */
export const DIAGNOSTIC_SOURCE = 'virtcell';

const SEVERITIES = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

export function editorDiagnostic({ severity, code, message, range }: Diagnostic): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(editorRange(range), message, SEVERITIES[severity]);
  diagnostic.source = DIAGNOSTIC_SOURCE;
  const target = codePage(code);
  diagnostic.code = target ? { value: code, target } : code;
  return diagnostic;
}
