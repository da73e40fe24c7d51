import * as vscode from 'vscode';

/** What the files held before they were edited, also where the editor saves them by itself: a person's own save counts. */
export class SavedTexts implements vscode.Disposable {
  readonly #before = new Map<string, string>();
  readonly #subscription: vscode.Disposable;

  constructor() {
    this.#subscription = vscode.Disposable.from(
      vscode.workspace.onWillSaveTextDocument(({ document, reason }) => {
        if (reason === vscode.TextDocumentSaveReason.Manual) this.#before.delete(document.uri.toString());
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#before.delete(uri.toString())),
    );
  }

  /** Undefined where it is the editor's text, and for what was never saved. */
  async of(document: vscode.TextDocument): Promise<string | undefined> {
    const key = document.uri.toString();
    const before = this.#before.get(key) ?? (await onDisk(document));
    if (before === undefined || before === document.getText()) {
      this.#before.delete(key);
      return undefined;
    }
    this.#before.set(key, before);
    return before;
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

async function onDisk({ isDirty, isUntitled, uri }: vscode.TextDocument): Promise<string | undefined> {
  if (!isDirty || isUntitled) return undefined;
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    // Gone meanwhile: then there is nothing to compare with, and the panel says that the file cannot be read.
    return undefined;
  }
}
