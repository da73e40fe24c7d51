import * as vscode from 'vscode';

/** Who has the webviews of a kind. */
export interface WebviewOwner {
  /** Takes one that is back, with what its page kept; one whose state is not ours is closed. */
  restore(panel: vscode.WebviewPanel, state: unknown): void;
}

/** Gives the webviews of a window that was loaded anew back to whose they are. */
export const restoreWebviews = (viewType: string, owner: () => Promise<WebviewOwner>): vscode.Disposable =>
  vscode.window.registerWebviewPanelSerializer(viewType, {
    deserializeWebviewPanel: async (panel, state) => (await owner()).restore(panel, state),
  });
