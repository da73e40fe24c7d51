import * as vscode from 'vscode';

/**
 * Words for a notification. The editor makes a link of `[words](command:…)` in them, also of one that runs a command, and
 * a domain's name, a path or QEMU's own words may hold such a thing: between the brackets comes a space without width.
 */
export const withoutLinks = (text: string): string => text.replaceAll('](', ']\u200b(');

/* Every notification is one of these, so that none shows a link of somebody's. Each gives the action that was chosen. */

export const notice = (text: string, ...actions: string[]): Thenable<string | undefined> =>
  vscode.window.showInformationMessage(withoutLinks(text), ...actions);

export const warning = (text: string, ...actions: string[]): Thenable<string | undefined> =>
  vscode.window.showWarningMessage(withoutLinks(text), ...actions);

export const failure = (text: string, ...actions: string[]): Thenable<string | undefined> =>
  vscode.window.showErrorMessage(withoutLinks(text), ...actions);
