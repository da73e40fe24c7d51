import { lstat, realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import { links } from '../../domain-xml/assist/links.ts';
import type { DomainDocuments } from './domainDocuments.ts';
import { DOMAIN_SELECTOR } from './domainLanguage.ts';
import { editorRange } from './ranges.ts';

/** A link to a file of the host, which is looked at when it is followed. */
class FileLink extends vscode.DocumentLink {
  readonly path: string;

  constructor(range: vscode.Range, path: string) {
    super(range);
    this.path = path;
  }
}

/** From paths to their files, and from what names a device to that device. */
export function linkDocuments(documents: DomainDocuments): vscode.Disposable {
  const provider: vscode.DocumentLinkProvider = {
    provideDocumentLinks(document) {
      const tree = documents.domainOf(document)?.document;
      if (!tree) return undefined;
      return links(tree).map((link) => {
        const range = editorRange(tree.lines.range(link.span));
        if ('path' in link) return new FileLink(range, link.path);
        const { line, character } = tree.lines.position(link.element.start);
        return new vscode.DocumentLink(range, document.uri.with({ fragment: `L${line + 1},${character + 1}` }));
      });
    },
    async resolveDocumentLink(link) {
      if (link instanceof FileLink && (await isPlainFile(link.path))) link.target = vscode.Uri.file(link.path);
      return link;
    },
  };
  return vscode.languages.registerDocumentLinkProvider(DOMAIN_SELECTOR, provider);
}

/** A FIFO or a device, to which a link may lead, is not opened. What is not there has no target either: the editor says so. */
async function isPlainFile(path: string): Promise<boolean> {
  try {
    return (await lstat(await realpath(path))).isFile();
  } catch {
    return false;
  }
}
