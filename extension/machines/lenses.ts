import * as vscode from 'vscode';
import type { DomainDocuments } from '../language/domainDocuments.ts';
import { DOMAIN_SELECTOR } from '../language/domainLanguage.ts';
import { editorRange } from '../language/ranges.ts';
import { domainOfDocument } from './commandTarget.ts';
import { definitionState } from './definitionState.ts';
import { isRunning, stateIcon, stateWords } from './domainState.ts';
import type { MachineList } from './machineList.ts';

/**
 * What can be done with a domain, above its `<domain>`.
 *
 * @param leavesText each takes the keyboard from the text. A question that the editor had meanwhile is dropped, and what
 *   it shows then are remembered lenses, which cannot be clicked: a start does that, and a look at the machines after an edit
 */
export function showLenses(
  documents: DomainDocuments,
  machines: MachineList,
  leavesText: readonly vscode.Event<unknown>[],
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
    ...leavesText.map((happens) => happens(change)),
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
    const differs = { title: `$(diff) ${l10n.t('differs from definition')}`, command: 'virtcell.showNextStart' };
    return [
      { title: withIcon('play', l10n.t('Start')), command: 'virtcell.start' },
      { title: withIcon('list-tree', l10n.t('Preview /dev')), command: 'virtcell.showDev' },
      ...(state === 'differs-from-definition' ? [differs] : []),
    ];
  }
  const forceOff = { title: l10n.t('Force Off'), command: 'virtcell.forceOff' };
  const runs = { title: withIcon(stateIcon(domain.state), stateWords(domain.state, l10n)), command: '' };
  if (domain.state === 'starting') return [runs, forceOff];
  const isEdited = state === 'edited-since-start';
  const edited = { title: withIcon('diff', l10n.t('edited since start')), command: 'virtcell.showNextStart' };
  return [
    runs,
    ...(isEdited ? [edited] : []),
    ...(domain.state === 'paused' ? [{ title: withIcon('play', l10n.t('Resume')), command: 'virtcell.resume' }] : []),
    { title: withIcon('terminal', l10n.t('Console')), command: 'virtcell.openConsole' },
    { title: withIcon('list-tree', l10n.t('Private /dev')), command: 'virtcell.showDev' },
    { title: l10n.t('Shut Down'), command: 'virtcell.shutDown' },
    forceOff,
  ];
}

/** The editor lays them side by side, and between the two drops any other space. */
const withIcon = (icon: string, text: string): string => `$(${icon})\u00a0${text}`;
