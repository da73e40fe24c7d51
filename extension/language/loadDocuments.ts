import * as vscode from 'vscode';
import { once } from '../once.ts';
import type { DomainDocuments } from './domainDocuments.ts';
import { isEditable } from './domainLanguage.ts';

/** The documents that are domains. What reads them is loaded when it is first needed: half of the extension's code. */
export type LoadDocuments = () => Promise<DomainDocuments>;

export const documentsLoader = (): LoadDocuments =>
  once(async () => new (await import('./domainDocuments.ts')).DomainDocuments(isEditable, vscode.l10n));
