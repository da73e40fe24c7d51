import * as vscode from 'vscode';
import { DOMAIN_LANGUAGE, looksLikeDomain } from './looksLikeDomain.ts';

/** Where our providers are asked; `DomainDocuments.domainOf` decides. */
export const DOMAIN_SELECTOR: vscode.DocumentSelector = [{ language: DOMAIN_LANGUAGE }, { language: 'xml' }];

/** Files of a scheme that cannot be saved, as the old side of a comparison, define nothing. */
export const isEditable = (scheme: string): boolean =>
  scheme === 'untitled' || vscode.workspace.fs.isWritableFileSystem(scheme) === true;

/** By a look that costs nothing: most XML is something else. */
export const mayBeDomain = (document: vscode.TextDocument): boolean =>
  isEditable(document.uri.scheme) &&
  (document.languageId === DOMAIN_LANGUAGE || (document.languageId === 'xml' && looksLikeDomain(document.getText())));
