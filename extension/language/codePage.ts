import * as vscode from 'vscode';
import { DIAGNOSTIC_CODES } from '../../domain-xml/diagnosticCodes.ts';
import { ERROR_CODES } from '../../protocol/errors.ts';

const OURSELVES = 'virtcell.virtcell';

/**
 * Where the documentation tells of a code. What QEMU failed for is marked with the code of an error. A command would not
 * do: the editor runs none from a diagnostic. The manifest has these files shown as pages, not as text.
 */
export function codePage(code: string): vscode.Uri | undefined {
  // Of hundreds of diagnostics at each keystroke most have the same few codes.
  if (!pages.has(code)) pages.set(code, findPage(code));
  return pages.get(code);
}

const pages = new Map<string, vscode.Uri | undefined>();

function findPage(code: string): vscode.Uri | undefined {
  const page = fileOf(code);
  const home = vscode.extensions.getExtension(OURSELVES)?.extensionUri;
  return page && home ? vscode.Uri.joinPath(home, 'docs', page).with({ fragment: code }) : undefined;
}

function fileOf(code: string): string | undefined {
  if (DIAGNOSTIC_CODES.some((known) => known === code)) return 'diagnostics.md';
  return ERROR_CODES.some((known) => known === code) ? 'errors.md' : undefined;
}
