import * as vscode from 'vscode';
import { registerCommand } from '../registerCommand.ts';
import type { DoctorDeps } from './gatherDiagnostics.ts';

const SCHEME = 'virtcell-doctor';

/** The doctor's document, made anew whenever it is asked for, and the same text for the clipboard. */
export function registerDoctor(deps: DoctorDeps): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${vscode.l10n.t('Virtcell Diagnostics')}` });
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => gather(deps),
    }),
    registerCommand('doctor', deps.log, async () => {
      changed.fire(uri);
      await vscode.window.showTextDocument(uri);
    }),
    registerCommand('copyDiagnostics', deps.log, async () => {
      await vscode.env.clipboard.writeText(await gather(deps));
      vscode.window.setStatusBarMessage(vscode.l10n.t('Diagnostics copied.'), 3000);
    }),
  );
}

const gather = async (deps: DoctorDeps): Promise<string> =>
  (await import('./gatherDiagnostics.ts')).gatherDiagnostics(deps);
