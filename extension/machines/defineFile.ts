import * as vscode from 'vscode';
import { firstError, hasErrors } from '../../domain-xml/diagnostic.ts';
import type { ReadDomain } from '../../domain-xml/readDomain.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import type { DomainEntry } from '../../protocol/methods.ts';
import type { LoadDocuments } from '../language/loadDocuments.ts';
import type { AgentLink } from '../link/agentLink.ts';
import { warning } from '../notices.ts';
import { exists } from './domainFile.ts';
import { isRunning } from './domainState.ts';
import type { MachineList } from './machineList.ts';
import { mayStart } from './mayStart.ts';

export interface DefineDeps {
  readonly link: AgentLink;
  readonly machines: MachineList;
  readonly documents: LoadDocuments;
  readonly log: vscode.LogOutputChannel;
  /** Says what to do about an agent that cannot be used. */
  readonly tellNextStep: () => Promise<void>;
}

/** A file that may become its domain's definition. */
export interface CheckedFile {
  readonly file: vscode.Uri;
  readonly name: string;
  /** What was checked, whatever is typed meanwhile. */
  readonly xml: string;
}

/** The command Define. */
export async function defineFile(deps: DefineDeps, file: vscode.Uri): Promise<void> {
  const checked = await checkFile(deps, file);
  if (!checked) return;
  const { name } = await define(deps, checked);
  vscode.window.setStatusBarMessage(vscode.l10n.t('{0} is defined.', name), 3000);
}

/**
 * Saves a file and checks it; the file is the definition. Undefined where the user was asked and would not, or was told
 * what to do first.
 *
 * @throws VirtcellError `xml-invalid`; `domain-running` when the domain runs from another file
 */
export async function checkFile(deps: DefineDeps, file: vscode.Uri): Promise<CheckedFile | undefined> {
  if (!(await mayStart())) return undefined;
  const document = await savedDocument(deps, file);
  if (!document) return undefined;
  const xml = document.getText();
  const read = (await deps.documents()).domainOf(document);
  if (!read?.domain || hasErrors(read.diagnostics)) throw invalid(document, read);
  if (!(await hasAgent(deps))) return undefined;
  const { name } = read.domain;
  return (await mayDefine(deps, document.uri, name)) ? { file: document.uri, name, xml } : undefined;
}

/** @throws VirtcellError */
export const define = ({ link }: DefineDeps, { file, xml }: CheckedFile): Promise<DomainEntry> =>
  link.request('define', { xml, ...(file.scheme === 'file' && { file: file.fsPath }) });

export async function hasAgent({ link, tellNextStep }: DefineDeps): Promise<boolean> {
  await link.connect();
  if (link.state.kind === 'connected') return true;
  await tellNextStep();
  return false;
}

/** What starts is what the file holds. Undefined when it was not saved: the user would not, or the editor said why. */
async function savedDocument({ log }: DefineDeps, file: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  const document = await vscode.workspace.openTextDocument(file);
  if (document.isUntitled) {
    const saved = await vscode.workspace.save(document.uri);
    return saved && vscode.workspace.openTextDocument(saved);
  }
  // By the document and not by its URI, which saves nothing where no editor of it is open. What the editor is about to
  // save by itself just now may be no save of ours, and is saved all the same.
  if (!document.isDirty || (await document.save()) || !document.isDirty) return document;
  log.warn(`${file.fsPath} was not saved, and nothing was done with it`);
  return undefined;
}

function invalid(document: vscode.TextDocument, read: ReadDomain | undefined): VirtcellError {
  const first = read && firstError(read);
  const name = vscode.workspace.asRelativePath(document.uri);
  if (!first) return new VirtcellError({ code: 'xml-invalid', message: vscode.l10n.t('{0} is no domain XML.', name) });
  const count = read.diagnostics.filter(({ severity }) => severity === 'error').length;
  const message =
    count === 1
      ? vscode.l10n.t('{0} cannot start: {1}', name, first.message)
      : vscode.l10n.t('{0} cannot start, it has {1} errors. The first: {2}', name, count, first.message);
  return new VirtcellError({ code: 'xml-invalid', message, range: first.range });
}

/** A domain has one file. Another that gives the same name takes it over when the first is gone, or the user says so. */
async function mayDefine({ machines }: DefineDeps, file: vscode.Uri, name: string): Promise<boolean> {
  const present = machines.ownByName(name);
  const other = present?.definition?.file;
  if (!present || !other || file.scheme !== 'file' || other === file.fsPath) return true;
  if (isRunning(present)) {
    throw new VirtcellError({
      code: 'domain-running',
      message: vscode.l10n.t('{0} runs already, started from {1}', name, other),
      hint: vscode.l10n.t('Shut it down first, or give this one another name.'),
    });
  }
  if (!(await exists(vscode.Uri.file(other)))) return true;
  const use = vscode.l10n.t('Use This File');
  const open = vscode.l10n.t('Open the Other');
  const text = vscode.l10n.t('Two files define the domain {0}: {1} and {2}.', name, other, file.fsPath);
  const chosen = await warning(text, use, open);
  if (chosen === open) await vscode.window.showTextDocument(vscode.Uri.file(other));
  return chosen === use;
}
