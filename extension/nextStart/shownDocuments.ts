import * as vscode from 'vscode';
import { once } from '../once.ts';
import { SHOWN_SCHEME } from './shownScheme.ts';
import type { ShownDeps } from './shownSources.ts';

/** Serves the texts that are only looked at. One that is open follows its domain and its file. */
export function serveShownTexts(deps: ShownDeps): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const kept = [changed] as vscode.Disposable[];
  const texts = once(async () => {
    const { followShown, textAt } = await import('./followShown.ts');
    kept.push(followShown(deps, (uri) => changed.fire(uri)));
    return textAt;
  });
  kept.push(
    vscode.workspace.registerTextDocumentContentProvider(SHOWN_SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => (await texts())(uri, deps),
    }),
  );
  return { dispose: () => vscode.Disposable.from(...kept).dispose() };
}
