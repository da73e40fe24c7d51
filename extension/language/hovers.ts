import * as vscode from 'vscode';
import { VirtcellError } from '../../protocol/errors.ts';
import type { DevReportNode } from '../../protocol/methods.ts';
import type { DomainDocuments } from './domainDocuments.ts';
import { DOMAIN_SELECTOR } from './domainLanguage.ts';
import { editorRange } from './ranges.ts';

/**
 * Tells of the element, attribute or value under the pointer, and which nodes of the private /dev are there because of it.
 *
 * @param plannedNodes of a whole domain's XML; none when it has errors
 */
export function showHovers(
  documents: DomainDocuments,
  plannedNodes: (xml: string) => Promise<readonly DevReportNode[]>,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const provider: vscode.HoverProvider = {
    async provideHover(document, position, token) {
      const read = documents.domainOf(document);
      if (!read) return undefined;
      const { hoverMarkdown, hoverSubject } = await import('../../domain-xml/assist/hover.ts');
      const subject = hoverSubject(read.document, document.offsetAt(position));
      if (!subject) return undefined;
      const nodes = read.domain ? await planned(read.document.text) : [];
      if (token.isCancellationRequested) return undefined;
      const paragraphs = hoverMarkdown(read.document, subject, nodes, vscode.l10n);
      const range = editorRange(read.document.lines.range(subject.span));
      return new vscode.Hover(new vscode.MarkdownString(paragraphs.join('\n\n')), range);
    },
  };

  /** The documentation does not wait for what cannot be planned. */
  async function planned(xml: string): Promise<readonly DevReportNode[]> {
    try {
      return await plannedNodes(xml);
    } catch (error) {
      if (!(error instanceof VirtcellError)) throw error;
      log.debug(`hover: ${error.message}`);
      return [];
    }
  }
  return vscode.languages.registerHoverProvider(DOMAIN_SELECTOR, provider);
}
