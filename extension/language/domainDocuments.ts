import type * as vscode from 'vscode';
import { type NamedPath, namedPaths } from '../../domain-xml/assist/namedPaths.ts';
import { childElements, textOf } from '../../domain-xml/parse/xmlTree.ts';
import { type ReadDomain, readDomain } from '../../domain-xml/readDomain.ts';
import type { L10n } from '../l10n.ts';
import { DOMAIN_LANGUAGE, mayBeDomain } from './looksLikeDomain.ts';

interface ReadText {
  readonly version: number;
  readonly languageId: string;
  readonly domain: ReadDomain | undefined;
  paths?: readonly NamedPath[];
}

/** The documents that are domains: ours by name, and any XML whose root is `<domain>`. Each version is read once. */
export class DomainDocuments {
  readonly #read = new WeakMap<vscode.TextDocument, ReadText>();
  readonly #isEditable: (scheme: string) => boolean;
  readonly #l10n: L10n;

  /** @param isEditable whether files of that URI scheme can be saved: the old side of a comparison defines nothing */
  constructor(isEditable: (scheme: string) => boolean, l10n: L10n) {
    this.#isEditable = isEditable;
    this.#l10n = l10n;
  }

  /** Undefined when the document is no domain. */
  domainOf(document: vscode.TextDocument): ReadDomain | undefined {
    return this.#readOnce(document).domain;
  }

  /**
   * The host's paths in it. They are kept here, with the editor's document, and not in a WeakMap by the tree: what such a
   * map holds leads back to its key, and so V8's quick collections kept each keystroke's tree.
   */
  pathsOf(document: vscode.TextDocument): readonly NamedPath[] {
    const read = this.#readOnce(document);
    read.paths ??= read.domain ? namedPaths(read.domain.document) : [];
    return read.paths;
  }

  /** The name that the document gives its domain, also while something else in it is wrong. */
  nameOf(document: vscode.TextDocument): string | undefined {
    const root = this.domainOf(document)?.document.root;
    const name = root && childElements(root).find((child) => child.name === 'name');
    return name && textOf(name).trim();
  }

  #readOnce(document: vscode.TextDocument): ReadText {
    const { version, languageId } = document;
    const known = this.#read.get(document);
    // Another language comes to the same document, in the same version.
    if (known?.version === version && known.languageId === languageId) return known;
    const domain = this.#isEditable(document.uri.scheme) ? readIfDomain(document, this.#l10n) : undefined;
    const read: ReadText = { version, languageId, domain };
    this.#read.set(document, read);
    return read;
  }
}

function readIfDomain(document: vscode.TextDocument, l10n: L10n): ReadDomain | undefined {
  if (!mayBeDomain(document)) return undefined;
  const read = readDomain(document.getText(), l10n);
  return document.languageId === DOMAIN_LANGUAGE || read.document.root?.name === 'domain' ? read : undefined;
}
