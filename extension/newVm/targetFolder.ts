import * as vscode from 'vscode';

/** Where new files go: the workspace's folder, of several the one that the user says; without one, a folder of a dialog. */
export async function targetFolder(): Promise<string | undefined> {
  const folders = vscode.workspace.workspaceFolders?.filter(({ uri }) => uri.scheme === 'file') ?? [];
  if (folders.length > 1) return (await vscode.window.showWorkspaceFolderPick())?.uri.fsPath;
  const [only] = folders;
  if (only) return only.uri.fsPath;
  const title = vscode.l10n.t('Folder for the Machine’s Files');
  const [chosen] = (await vscode.window.showOpenDialog({ title, canSelectFolders: true, canSelectFiles: false })) ?? [];
  return chosen?.fsPath;
}
