import * as vscode from 'vscode';
import type { ShownDeps } from './shownSources.ts';
import { readShown, SHOWN_SCHEME, type ShownText } from './shownText.ts';

/** Serves the texts that are only looked at. One that is open follows its domain and its file. */
export function serveShownTexts(deps: ShownDeps): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const change = (isOf: (shown: ShownText) => boolean): void => {
    for (const { uri } of vscode.workspace.textDocuments) {
      const shown = readShown(uri);
      if (shown && isOf(shown)) changed.fire(uri);
    }
  };
  const provider: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    async provideTextDocumentContent(uri) {
      const shown = readShown(uri);
      return shown && (await import('./shownSources.ts')).textOf(shown, deps);
    },
  };
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(SHOWN_SCHEME, provider),
    deps.machines.onChange((of) => {
      if (of) change(({ domain }) => domain?.uuid === of.domain.uuid && domain.owner === of.domain.owner);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.uri.scheme === SHOWN_SCHEME || contentChanges.length === 0) return;
      const file = document.uri.toString();
      change((shown) => shown.file === file);
    }),
  );
}
