import * as vscode from 'vscode';
import { serialConsole } from '../../domain-xml/assist/addSerialConsole.ts';
import { waysIn } from '../../domain-xml/model/waysIn.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import type { DomainEntry } from '../../protocol/methods.ts';
import type { LoadDocuments } from '../language/loadDocuments.ts';
import { definitionUri } from '../machines/definitionFiles.ts';
import { domainFile } from '../machines/domainFile.ts';
import { isRunning } from '../machines/domainState.ts';
import type { MachineList } from '../machines/machineList.ts';
import { tellError } from '../machines/tellError.ts';
import { notice } from '../notices.ts';
import { consolesOf } from './consoleChoice.ts';

export interface AddConsoleDeps {
  readonly machines: MachineList;
  readonly documents: LoadDocuments;
  readonly openConsole: (domain: DomainEntry) => Promise<void>;
}

/** Of a domain that a terminal was of. */
export async function addConsoleByName(
  deps: AddConsoleDeps & { readonly log: vscode.LogOutputChannel },
  { name, owner }: { readonly name: string; readonly owner: number },
): Promise<void> {
  try {
    const domain = deps.machines.domains.find((one) => one.name === name && one.owner === owner);
    if (!domain) {
      const message = vscode.l10n.t('There is no domain {0} any more.', name);
      throw new VirtcellError({ code: 'domain-not-found', message });
    }
    await addConsole(deps, domain);
  } catch (error) {
    await tellError(error, deps.log);
  }
}

/** Puts a serial console into a domain's XML and selects it there. It is not saved: that is the user's to do, or to undo. */
export async function addConsole(deps: AddConsoleDeps, domain: DomainEntry): Promise<void> {
  const { machines, documents, openConsole } = deps;
  const file = (await domainFile(domain, machines)) ?? definitionUri(domain);
  const document = await vscode.workspace.openTextDocument(file);
  const read = (await documents()).domainOf(document);
  if (read?.domain && waysIn(read.domain).console) {
    await tellPresent(domain, openConsole);
    return;
  }
  const [edit] = read ? serialConsole(read.document) : [];
  if (!edit) {
    const message = vscode.l10n.t('No console can be added to {0}: it is no whole domain XML.', file.fsPath);
    throw new VirtcellError({ code: 'xml-invalid', message });
  }
  const editor = await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
  const { start, end, text } = edit;
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const { version } = document;
  const isTaken = await editor.edit((builder) => builder.replace(range, text));
  // An editor that is read-only says that it has taken the edit, and has not.
  if (!isTaken || document.version === version) {
    const message = vscode.l10n.t('{0} cannot be edited.', file.fsPath);
    const hint = vscode.l10n.t('It is read-only. Add the console to a copy of it under another name.');
    throw new VirtcellError({ code: 'storage', message, hint });
  }
  const at = start + text.search(/\S/);
  editor.selection = new vscode.Selection(document.positionAt(at), document.positionAt(start + text.trimEnd().length));
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  const when = isRunning(domain)
    ? vscode.l10n.t('Save it. {0} has this console from its next start on.', domain.name)
    : vscode.l10n.t('Save it, then start {0}.', domain.name);
  void notice(`${vscode.l10n.t('A serial console was added to the XML.')} ${when}`);
}

/** It may be asked for by name, whatever a menu offers. */
async function tellPresent(domain: DomainEntry, openConsole: AddConsoleDeps['openConsole']): Promise<void> {
  const { l10n } = vscode;
  const { name } = domain;
  const open = l10n.t('Open Console');
  if (consolesOf(domain).length === 0) {
    const text = isRunning(domain)
      ? l10n.t('The XML has a serial console already. {0} has it from its next start on.', name)
      : l10n.t('The XML has a serial console already. Start {0} to use it.', name);
    void notice(text);
    return;
  }
  const text = l10n.t('{0} has a serial console already.', name);
  if ((await notice(text, open)) === open) await openConsole(domain);
}
