// Placeholder until the panel is here; whoever writes the panel replaces this file.
import type * as vscode from 'vscode';
export class PrivateDevPanels {
  dispose(): void {}
  async showFile(_uri: vscode.Uri): Promise<void> {}
  async showDomain(_name: string, _owner: number): Promise<void> {}
}
export function registerPrivateDevPanels(_deps: {
  extensionUri: vscode.Uri;
  link: unknown;
  machines: unknown;
  actions: {
    start(file: vscode.Uri): Promise<void>;
    openConsole(domain: { name: string; owner: number; alias?: string }): Promise<void>;
  };
  log: vscode.LogOutputChannel;
}): PrivateDevPanels {
  return new PrivateDevPanels();
}
