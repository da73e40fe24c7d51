import * as vscode from 'vscode';
import type { DomainDocuments } from './domainDocuments.ts';
import { DOMAIN_SELECTOR } from './domainLanguage.ts';
import { DIAGNOSTIC_SOURCE } from './ranges.ts';

/** What can be done about what is underlined. */
export function offerFixes(documents: DomainDocuments): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    async provideCodeActions(document, _range, { diagnostics }) {
      const tree = documents.domainOf(document)?.document;
      const own = diagnostics.filter(({ source }) => source === DIAGNOSTIC_SOURCE);
      if (!tree || own.length === 0) return undefined;
      const { fixActions } = await import('./fixActions.ts');
      return fixActions(tree, document, own);
    },
  };
  return vscode.languages.registerCodeActionsProvider(DOMAIN_SELECTOR, provider, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  });
}
