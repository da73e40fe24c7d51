import * as vscode from 'vscode';
import type { ConsoleTerminals } from '../consoles/consoleTerminals.ts';
import { DOMAIN_SELECTOR, type DomainDocuments } from '../language/domainDocuments.ts';
import { editorRange } from '../language/ranges.ts';
import { domainOfDocument } from './commandTarget.ts';
import { definitionState } from './definitionState.ts';
import { isRunning, stateWords } from './domainState.ts';
import type { MachineList } from './machineList.ts';

/** What can be done with a domain, above its `<domain>`. */
export function showLenses(
  documents: DomainDocuments,
  machines: MachineList,
  consoles: Pick<ConsoleTerminals, 'onShown'>,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  /** What each document was last given, to ask for no drawing that shows the same: a click during one may be lost. */
  const given = new WeakMap<vscode.TextDocument, string>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses(document) {
      const read = documents.domainOf(document);
      const root = read?.document.root;
      if (!read || !root) return [];
      const range = editorRange(read.document.lines.range(root.nameSpan));
      const shown = titles(document, documents, machines);
      given.set(document, JSON.stringify(shown));
      return shown.map(
        ({ title, command }) => new vscode.CodeLens(range, { title, command, arguments: [document.uri] }),
      );
    },
  };
  const isOld = (document: vscode.TextDocument): boolean => {
    const shown = given.get(document);
    return shown !== undefined && shown !== JSON.stringify(titles(document, documents, machines));
  };
  const change = (): void => changed.fire();
  return vscode.Disposable.from(
    changed,
    machines.onChange(() => {
      if (vscode.window.visibleTextEditors.some(({ document }) => isOld(document))) change();
    }),
    // The editor forgets to ask when its text loses the keyboard meanwhile, which is what a start does.
    consoles.onShown(change),
    vscode.languages.registerCodeLensProvider(DOMAIN_SELECTOR, provider),
  );
}

interface Title {
  readonly title: string;
  /** Empty for what only says something. */
  readonly command: string;
}

function titles(document: vscode.TextDocument, documents: DomainDocuments, machines: MachineList): Title[] {
  const { l10n } = vscode;
  const domain = domainOfDocument(document, machines, documents);
  const state = domain && definitionState(document.getText(), domain);
  if (!domain || !isRunning(domain)) {
    const differs = { title: l10n.t('differs from definition'), command: '' };
    return [
      { title: `$(play) ${l10n.t('Start')}`, command: 'virtcell.start' },
      { title: `$(list-tree) ${l10n.t('Preview /dev')}`, command: 'virtcell.showDev' },
      ...(state === 'differs-from-definition' ? [differs] : []),
    ];
  }
  const runs = stateWords(domain.state, l10n);
  const edited = state === 'edited-since-start' ? `${runs} · ${l10n.t('edited since start')}` : runs;
  return [
    { title: `$(vm-running) ${edited}`, command: '' },
    { title: `$(terminal) ${l10n.t('Console')}`, command: 'virtcell.openConsole' },
    { title: `$(list-tree) ${l10n.t('Private /dev')}`, command: 'virtcell.showDev' },
    { title: l10n.t('Shut Down'), command: 'virtcell.shutDown' },
    { title: l10n.t('Force Off'), command: 'virtcell.forceOff' },
  ];
}
