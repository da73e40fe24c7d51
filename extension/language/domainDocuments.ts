import type * as vscode from 'vscode';
import { childElements, textOf } from '../../domain-xml/parse/xmlTree.ts';
import { type ReadDomain, readDomain } from '../../domain-xml/readDomain.ts';
import { looksLikeDomain } from './looksLikeDomain.ts';

export const DOMAIN_LANGUAGE = 'virtcell-domain';

/** Where our providers are asked; `domainOf` decides. */
export const DOMAIN_SELECTOR: vscode.DocumentSelector = [{ language: DOMAIN_LANGUAGE }, { language: 'xml' }];

/** The documents that are domains: ours by name, and any XML whose root is `<domain>`. Each version is read once. */
export class DomainDocuments {
  readonly #read = new WeakMap<vscode.TextDocument, { version: number; domain: ReadDomain | undefined }>();

  /** Undefined when the document is no domain. */
  domainOf(document: vscode.TextDocument): ReadDomain | undefined {
    const known = this.#read.get(document);
    if (known?.version === document.version) return known.domain;
    const domain = readIfDomain(document);
    this.#read.set(document, { version: document.version, domain });
    return domain;
  }

  /** The name that the document gives its domain, also while something else in it is wrong. */
  nameOf(document: vscode.TextDocument): string | undefined {
    const root = this.domainOf(document)?.document.root;
    const name = root && childElements(root).find((child) => child.name === 'name');
    return name && textOf(name).trim();
  }
}

function readIfDomain(document: vscode.TextDocument): ReadDomain | undefined {
  if (document.languageId === DOMAIN_LANGUAGE) return readDomain(document.getText());
  if (document.languageId !== 'xml' || !looksLikeDomain(document.getText())) return undefined;
  const read = readDomain(document.getText());
  return read.document.root?.name === 'domain' ? read : undefined;
}
