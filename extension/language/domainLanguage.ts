import * as vscode from 'vscode';
import { DOMAIN_LANGUAGE } from './looksLikeDomain.ts';

/** Where our providers are asked; `DomainDocuments.domainOf` decides. */
export const DOMAIN_SELECTOR: vscode.DocumentSelector = [{ language: DOMAIN_LANGUAGE }, { language: 'xml' }];

/** Files of a scheme that cannot be saved, as the old side of a comparison, define nothing. */
export const isEditable = (scheme: string): boolean =>
  scheme === 'untitled' || vscode.workspace.fs.isWritableFileSystem(scheme) === true;
