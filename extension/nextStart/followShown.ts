import * as vscode from 'vscode';
import { SHOWN_SCHEME } from './shownScheme.ts';
import { type ShownDeps, textOf } from './shownSources.ts';
import { readShown, type ShownText } from './shownText.ts';

/** The text that a URI of ours names; undefined for another. */
export async function textAt(uri: vscode.Uri, deps: ShownDeps): Promise<string | undefined> {
  const shown = readShown(uri);
  return shown && textOf(shown, deps);
}

/** Tells which of the texts that are open are to be read anew: when their domain changes, or their file is edited. */
export function followShown({ machines }: ShownDeps, changed: (uri: vscode.Uri) => void): vscode.Disposable {
  const change = (isOf: (shown: ShownText) => boolean): void => {
    for (const { uri } of vscode.workspace.textDocuments) {
      const shown = readShown(uri);
      if (shown && isOf(shown)) changed(uri);
    }
  };
  return vscode.Disposable.from(
    machines.onChange((of) => {
      if (of) change(({ domain }) => domain?.uuid === of.domain.uuid && domain.owner === of.domain.owner);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.uri.scheme === SHOWN_SCHEME || contentChanges.length === 0) return;
      const file = document.uri.toString();
      change((shown) => shown.file === file);
    }),
  );
}
