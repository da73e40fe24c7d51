import * as vscode from 'vscode';
import type { Diagnostic } from '../../domain-xml/diagnostic.ts';
import type { Range } from '../../domain-xml/position.ts';

/** Both count lines and UTF-16 code units from zero. */
export const editorRange = ({ start, end }: Range): vscode.Range =>
  new vscode.Range(start.line, start.character, end.line, end.character);

const SEVERITIES = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

export function editorDiagnostic({ severity, code, message, range }: Diagnostic): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(editorRange(range), message, SEVERITIES[severity]);
  diagnostic.source = 'virtcell';
  diagnostic.code = code;
  return diagnostic;
}
