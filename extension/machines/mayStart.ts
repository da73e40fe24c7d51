import * as vscode from 'vscode';
import { isTrusted } from '../workspaceTrust.ts';

export const mayStart = (): Promise<boolean> =>
  isTrusted(vscode.l10n.t('A virtual machine is started from a trusted workspace only.'));
