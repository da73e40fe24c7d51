import * as vscode from 'vscode';
import { diskImages } from './diskImages.ts';
import type { DomainDocuments } from './domainDocuments.ts';
import { hostFindings, pathsToLookAt, type Sight } from './hostFindings.ts';
import { editorDiagnostic } from './ranges.ts';
import { SeenPaths } from './seenPaths.ts';

/**
 * Underlines what does not fit this host: files that are not there, images that are used twice. The host is looked at
 * when a file is opened or saved and when the window gets the keyboard; while one types, what was seen is used.
 */
export function showHostFindings(documents: DomainDocuments): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('virtcell host');
  const files = new SeenPaths();
  let planned: NodeJS.Immediate | undefined;
  let isOver = false;

  const domains = (): vscode.TextDocument[] =>
    vscode.workspace.textDocuments.filter((document) => documents.domainOf(document) !== undefined);
  /** All of them: an image that two files name concerns both. */
  const showSoon = (): void => {
    if (isOver) return;
    planned ??= setImmediate(() => {
      planned = undefined;
      const open = domains();
      for (const document of vscode.workspace.textDocuments) {
        const read = documents.domainOf(document);
        if (!read) {
          collection.delete(document.uri);
          continue;
        }
        const sight = { isMissing: (path: string) => files.isMissing(path), others: imagesBeside(document, open) };
        const findings = hostFindings(read.document, documents.pathsOf(document), sight, vscode.l10n);
        collection.set(document.uri, findings.map(editorDiagnostic));
      }
    });
  };
  const imagesBeside = (document: vscode.TextDocument, open: readonly vscode.TextDocument[]): Sight['others'] =>
    open.flatMap((other) => {
      if (other === document) return [];
      const file = vscode.workspace.asRelativePath(other.uri);
      return diskImages(documents.pathsOf(other)).map((image) => ({ file, image }));
    });
  const look = async (looked: readonly vscode.TextDocument[]): Promise<void> => {
    const read = looked.filter((document) => documents.domainOf(document) !== undefined);
    if (read.length === 0) return;
    await files.look([...new Set(read.flatMap((document) => pathsToLookAt(documents.pathsOf(document))))]);
    showSoon();
  };

  void look(vscode.workspace.textDocuments);
  return vscode.Disposable.from(
    collection,
    vscode.workspace.onDidOpenTextDocument((document) => void look([document])),
    vscode.workspace.onDidSaveTextDocument((document) => void look([document])),
    vscode.window.onDidChangeWindowState(({ focused }) => void (focused && look(domains()))),
    vscode.workspace.onDidChangeTextDocument(({ document }) => documents.domainOf(document) && showSoon()),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      collection.delete(uri);
      showSoon();
    }),
    {
      dispose: () => {
        isOver = true;
        if (planned) clearImmediate(planned);
      },
    },
  );
}
