import type * as vscode from 'vscode';

export const DOMAIN_LANGUAGE = 'virtcell-domain';

/** Longer prologues are not looked into. */
const PROLOGUE_CHARACTERS = 16 << 10;

/** Whether a text may have `<domain>` as its root, by a cheap look at its beginning: most XML files are something else. */
const looksLikeDomain = (text: string): boolean => /<domain[\s/>]/.test(text.slice(0, PROLOGUE_CHARACTERS));

/** Those of our language are domains; other XML may be. */
export const mayBeDomain = (document: Pick<vscode.TextDocument, 'languageId' | 'getText'>): boolean =>
  document.languageId === DOMAIN_LANGUAGE || (document.languageId === 'xml' && looksLikeDomain(document.getText()));
