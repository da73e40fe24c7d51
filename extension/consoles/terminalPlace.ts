import * as vscode from 'vscode';

/**
 * Where a terminal of ours opens: among those that are there, else beside. The editor locks a group of terminals, and
 * would make another group for each terminal that is to be beside it.
 */
export function terminalPlace(): vscode.TerminalEditorLocationOptions {
  const group = vscode.window.tabGroups.all.find(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputTerminal),
  );
  return { viewColumn: group?.viewColumn ?? vscode.ViewColumn.Beside };
}
