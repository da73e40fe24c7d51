import * as vscode from 'vscode';

/** Keeps something registered as long as a condition holds, which may change when one of the events happens. */
export function registerWhile(
  holds: () => boolean,
  events: readonly vscode.Event<unknown>[],
  register: () => vscode.Disposable,
): vscode.Disposable {
  let registered: vscode.Disposable | undefined;
  const follow = (): void => {
    if (holds() === (registered !== undefined)) return;
    registered?.dispose();
    registered = registered ? undefined : register();
  };
  follow();
  return vscode.Disposable.from(...events.map((event) => event(follow)), { dispose: () => registered?.dispose() });
}
