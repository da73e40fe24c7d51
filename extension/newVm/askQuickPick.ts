import type * as vscode from 'vscode';

/** Shows a quick pick until something is taken of which `take` makes an answer; undefined when it was left. */
export function askQuickPick<I extends vscode.QuickPickItem, A>(
  pick: vscode.QuickPick<I>,
  take: (item: I | undefined) => A | undefined,
): Promise<A | undefined> {
  return new Promise((resolve) => {
    let answer: A | undefined;
    pick.onDidAccept(() => {
      answer = take(pick.activeItems[0]);
      if (answer !== undefined) pick.hide();
    });
    // Also after an answer; the editor hides it by itself when the keyboard goes elsewhere.
    pick.onDidHide(() => {
      pick.dispose();
      resolve(answer);
    });
    pick.show();
  });
}
