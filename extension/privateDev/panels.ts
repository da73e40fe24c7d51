import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { VirtcellError } from '../../protocol/errors.ts';
import { type PanelSubject, panelState } from '../../protocol/privateDevActions.ts';
import type { DomainDocuments } from '../language/domainDocuments.ts';
import type { AgentLink } from '../link/agentLink.ts';
import type { MachineList } from '../machines/machineList.ts';
import { tellError } from '../machines/tellError.ts';
import type { WebviewOwner } from '../restoreWebviews.ts';
import { type FactSources, gatherFacts } from './gatherPanelFacts.ts';
import { nodesAt } from './nodesAt.ts';
import { PrivateDevPanel } from './panel.ts';
import { actOnPanel, type Chosen, type PanelActions } from './panelActions.ts';
import type { PanelFacts } from './panelFacts.ts';
import { shownReport } from './panelView.ts';
import { planHere } from './planHere.ts';
import { hiddenOnHost, hostAccounts } from './readHost.ts';
import { SavedTexts } from './savedTexts.ts';
import { syncDev } from './syncDev.ts';

const VIEW_TYPE = 'virtcell.privateDev';

export interface PanelsDeps {
  readonly extensionUri: vscode.Uri;
  readonly link: AgentLink;
  readonly machines: MachineList;
  readonly documents: DomainDocuments;
  readonly actions: Omit<PanelActions, 'syncDev'>;
  readonly log: vscode.LogOutputChannel;
}

/** The open Private /dev panels, one for each file or domain; each follows the text, the machine and the agent. */
export class PrivateDevPanels implements WebviewOwner, vscode.Disposable {
  readonly #deps: PanelsDeps;
  readonly #panels = new Map<string, PrivateDevPanel>();
  readonly #saved = new SavedTexts();
  readonly #subscriptions: vscode.Disposable[];

  constructor(deps: PanelsDeps) {
    this.#deps = deps;
    const ofFile = ({ uri }: vscode.TextDocument): PrivateDevPanel | undefined =>
      this.#panels.get(keyOf(fileSubject(uri)));
    this.#subscriptions = [
      this.#saved,
      deps.machines.onChange(() => this.#refresh()),
      deps.link.onState(() => this.#refresh()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => ofFile(document)?.refreshAfterTyping()),
      vscode.workspace.onDidSaveTextDocument((document) => ofFile(document)?.refresh()),
    ];
  }

  showFile(uri: vscode.Uri): void {
    this.#show(fileSubject(uri)).reveal();
  }

  showDomain({ name, owner }: DomainName): void {
    this.#show({ name, owner }).reveal();
  }

  /** Leads from the line where the cursor is to the nodes that it asks for. */
  revealAtCursor({ document, selection }: vscode.TextEditor): void {
    const place = selection.active;
    const sought = (facts: PanelFacts): string[] => {
      const read = this.#deps.documents.domainOf(document);
      const nodes = shownReport(facts)?.nodes ?? [];
      const paths = read ? nodesAt(nodes, read.document, place) : [];
      if (paths.length === 0) vscode.window.setStatusBarMessage(nothingHere(), 5000);
      return paths;
    };
    this.#show(fileSubject(document.uri)).seek(sought);
  }

  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const kept = z.safeParse(panelState, state);
    if (kept.success && !this.#panels.has(keyOf(kept.data.subject))) this.#take(panel, kept.data.subject);
    else panel.dispose();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const panel of [...this.#panels.values()]) panel.dispose();
  }

  #show(subject: PanelSubject): PrivateDevPanel {
    const present = this.#panels.get(keyOf(subject));
    if (present) return present;
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    return this.#take(vscode.window.createWebviewPanel(VIEW_TYPE, vscode.l10n.t('Private /dev'), place), subject);
  }

  #take(panel: vscode.WebviewPanel, subject: PanelSubject): PrivateDevPanel {
    const key = keyOf(subject);
    const { extensionUri, log } = this.#deps;
    const taken = new PrivateDevPanel(
      panel,
      subject,
      {
        extensionUri,
        log,
        facts: (of, listHidden) => this.#facts(of, listHidden),
        act: (action, of, facts) => this.#act({ action, subject: of, facts }),
      },
      () => this.#panels.delete(key),
    );
    this.#panels.set(key, taken);
    return taken;
  }

  #refresh(): void {
    for (const panel of this.#panels.values()) panel.refresh();
  }

  async #facts(subject: PanelSubject, listHidden: boolean): Promise<PanelFacts> {
    const { link, machines, documents } = this.#deps;
    const sources: FactSources = {
      ...{ link, machines, l10n: vscode.l10n, planHere },
      ...{ hiddenNodes: hiddenOnHost, accounts: hostAccounts, uid: process.getuid?.() ?? 0 },
    };
    if (!('file' in subject)) {
      const { name, owner } = subject;
      const domain = machines.domains.find((one) => one.name === name && one.owner === owner);
      return gatherFacts(sources, { subject, name, domain, xml: undefined, listHidden });
    }
    const file = vscode.Uri.parse(subject.file);
    const document = await openDocument(file);
    if (!document) return fileIsGone(subject, file);
    const name = documents.nameOf(document);
    return gatherFacts(sources, {
      subject,
      name: name ?? vscode.workspace.asRelativePath(document.uri),
      domain: name === undefined ? undefined : machines.ownByName(name),
      xml: document.getText(),
      saved: await this.#saved.of(document),
      listHidden,
    });
  }

  async #act(chosen: Chosen): Promise<void> {
    const { link, documents, log } = this.#deps;
    const actions = { ...this.#deps.actions, syncDev: (domain: DomainName) => syncDev(link, log, domain) };
    try {
      await actOnPanel(chosen, actions, documents, (subject) => this.#domainOf(subject));
      if (chosen.action.kind === 'sync') this.#panels.get(keyOf(chosen.subject))?.refresh();
    } catch (error) {
      await tellError(error, log);
    }
  }

  async #domainOf(subject: PanelSubject): Promise<DomainName | undefined> {
    if (!('file' in subject)) return subject;
    const document = await openDocument(vscode.Uri.parse(subject.file));
    const name = document && this.#deps.documents.nameOf(document);
    return name === undefined ? undefined : this.#deps.machines.ownByName(name);
  }
}

interface DomainName {
  readonly name: string;
  readonly owner: number;
}

const fileSubject = (uri: vscode.Uri): PanelSubject => ({ file: uri.toString() });
const keyOf = (subject: PanelSubject): string => JSON.stringify(subject);
const nothingHere = (): string => vscode.l10n.t('This place of the text asks for nothing in the private /dev.');

/** Undefined when the file cannot be read any more: the editor does not say why in a form to rely on. */
async function openDocument(file: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(file);
  } catch {
    return undefined;
  }
}

function fileIsGone(subject: PanelSubject, file: vscode.Uri): PanelFacts {
  const name = vscode.workspace.asRelativePath(file);
  const message = vscode.l10n.t('{0} cannot be read any more.', name);
  return {
    subject,
    name,
    kind: 'unknown',
    error: new VirtcellError({ code: 'missing-file', message, path: file.path }),
  };
}
