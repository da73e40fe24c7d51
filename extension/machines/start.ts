import * as vscode from 'vscode';
import { hasErrors } from '../../domain-xml/diagnostic.ts';
import { firstError, type ReadDomain } from '../../domain-xml/readDomain.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import type { DomainEntry, StartedDomain } from '../../protocol/methods.ts';
import type { ConsoleTerminals } from '../consoles/consoleTerminals.ts';
import type { DomainDocuments } from '../language/domainDocuments.ts';
import { editorDiagnostic, editorRange } from '../language/ranges.ts';
import type { AgentLink } from '../link/agentLink.ts';
import { domainFile, exists } from './domainFile.ts';
import { isRunning } from './domainState.ts';
import type { MachineList } from './machineList.ts';
import type { StartFailures } from './startFailures.ts';
import { tellError } from './tellError.ts';

export interface StartDeps {
  readonly link: AgentLink;
  readonly machines: MachineList;
  readonly documents: DomainDocuments;
  readonly failures: StartFailures;
  readonly consoles: ConsoleTerminals;
  readonly log: vscode.LogOutputChannel;
  /** What QEMU or the agent said of a place in the XML when it was started last. */
  readonly problems: vscode.DiagnosticCollection;
  /** Says what to do about an agent that cannot be used. */
  readonly tellNextStep: () => Promise<void>;
}

/** Start on a file: save, define, start, and its console beside. */
export async function startFile(deps: StartDeps, file: vscode.Uri): Promise<void> {
  if (!(await isTrusted())) return;
  const document = await savedDocument(file);
  if (!document) return;
  // What is checked is what is sent, whatever is typed meanwhile.
  const xml = document.getText();
  const read = deps.documents.domainOf(document);
  if (!read?.domain || hasErrors(read.diagnostics)) {
    await tellProblems(document, read);
    return;
  }
  if (!(await hasAgent(deps))) return;
  const { name } = read.domain;
  deps.problems.delete(document.uri);
  try {
    if (!(await mayDefine(deps, document, name))) return;
    const defined = await deps.link.request('define', { xml, ...fileOf(document) });
    await startDefined(deps, defined, document.uri);
  } catch (error) {
    await tellError(error, deps.log, document.uri);
  }
}

/** Start of a domain by its file, which is its definition; by what is defined where it has none, or none any more. */
export async function startDomain(deps: StartDeps, domain: DomainEntry): Promise<void> {
  const file = await domainFile(domain, deps.machines);
  if (file) await startFile(deps, file);
  else await startDefinition(deps, domain);
}

async function startDefinition(deps: StartDeps, domain: DomainEntry): Promise<void> {
  if (!(await isTrusted()) || !(await hasAgent(deps))) return;
  try {
    await startDefined(deps, domain, undefined);
  } catch (error) {
    await tellError(error, deps.log);
  }
}

/** Start of a domain that a console was of. One that was never defined ended for good. */
export async function startByName(deps: StartDeps, { name, owner }: { name: string; owner: number }): Promise<void> {
  const domain = deps.machines.domains.find((one) => one.name === name && one.owner === owner);
  if (domain) return startDomain(deps, domain);
  const message = vscode.l10n.t('{0} is not defined. Open its XML and start that.', name);
  await tellError(new VirtcellError({ code: 'domain-not-found', message }), deps.log);
}

async function startDefined(deps: StartDeps, domain: DomainEntry, file: vscode.Uri | undefined): Promise<void> {
  const { link, failures, consoles, log } = deps;
  failures.clear(domain);
  let started: StartedDomain;
  try {
    started = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Starting {0}', domain.name) },
      () => link.request('start', { name: domain.uuid, owner: domain.owner }),
    );
  } catch (error) {
    if (error instanceof VirtcellError && error.code !== 'domain-running') {
      failures.set(domain, error.message);
      if (file && error.data.range) deps.problems.set(file, [placed(error.code, error.message, error.data.range)]);
    }
    throw error;
  }
  log.info(`${domain.name} started, process ${started.pid}`);
  const [console] = started.consoles.filter(({ path }) => path !== null);
  if (console) await consoles.open(started, console.alias);
}

const placed = (code: string, message: string, range: Parameters<typeof editorRange>[0]): vscode.Diagnostic =>
  editorDiagnostic({ severity: 'error', code, message, range });

/** Restricted mode hides the buttons and not the commands. */
async function isTrusted(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const text = vscode.l10n.t('A virtual machine is started from a trusted workspace only.');
  if ((await vscode.window.showWarningMessage(text, manage)) === manage) {
    await vscode.commands.executeCommand('workbench.trust.manage');
  }
  return false;
}

async function hasAgent({ link, tellNextStep }: StartDeps): Promise<boolean> {
  await link.connect();
  if (link.state.kind === 'connected') return true;
  await tellNextStep();
  return false;
}

/** The file is the definition, so what starts is what the file holds. Undefined when the user will not save. */
async function savedDocument(file: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  const document = await vscode.workspace.openTextDocument(file);
  if (!document.isDirty && !document.isUntitled) return document;
  const saved = await vscode.workspace.save(document.uri);
  return saved && vscode.workspace.openTextDocument(saved);
}

const fileOf = ({ uri }: vscode.TextDocument): { file?: string } => (uri.scheme === 'file' ? { file: uri.fsPath } : {});

async function tellProblems(document: vscode.TextDocument, read: ReadDomain | undefined): Promise<void> {
  const first = read && firstError(read);
  const name = vscode.workspace.asRelativePath(document.uri);
  if (!first) {
    await vscode.window.showErrorMessage(vscode.l10n.t('{0} is no domain XML.', name));
    return;
  }
  const count = read.diagnostics.filter(({ severity }) => severity === 'error').length;
  const text =
    count === 1
      ? vscode.l10n.t('{0} cannot start: {1}', name, first.message)
      : vscode.l10n.t('{0} cannot start, it has {1} errors. The first: {2}', name, count, first.message);
  const show = vscode.l10n.t('Show in XML');
  if ((await vscode.window.showErrorMessage(text, show)) !== show) return;
  await vscode.window.showTextDocument(document, { selection: editorRange(first.range) });
}

/** A domain has one file. Another that gives the same name takes it over when the first is gone, or the user says so. */
async function mayDefine(deps: StartDeps, document: vscode.TextDocument, name: string): Promise<boolean> {
  const present = deps.machines.ownByName(name);
  const other = present?.definition?.file;
  if (!present || !other || document.uri.scheme !== 'file' || other === document.uri.fsPath) return true;
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
  const text = vscode.l10n.t('Two files define the domain {0}: {1} and {2}.', name, other, document.uri.fsPath);
  const chosen = await vscode.window.showWarningMessage(text, use, open);
  if (chosen === open) await vscode.window.showTextDocument(vscode.Uri.file(other));
  return chosen === use;
}
