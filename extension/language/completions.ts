import * as vscode from 'vscode';
import { TRIGGERS } from '../../domain-xml/assist/triggers.ts';
import { once } from '../once.ts';
import type { DomainDocuments } from './domainDocuments.ts';
import { DOMAIN_SELECTOR } from './domainLanguage.ts';

/** Completes elements, attributes and values in domains. */
export function completeDomains(documents: DomainDocuments, log: vscode.LogOutputChannel): vscode.Disposable {
  const completions = once(async () => new (await import('./completionItems.ts')).Completions(log));
  const provider: vscode.CompletionItemProvider = {
    async provideCompletionItems(document, position, token, { triggerCharacter }) {
      const read = documents.domainOf(document)?.document;
      return read && (await completions()).at({ read, document, position, token, typed: triggerCharacter });
    },
  };
  return vscode.languages.registerCompletionItemProvider(DOMAIN_SELECTOR, provider, ...TRIGGERS);
}
