import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { VirtcellError } from '../../protocol/errors.ts';
import { type PanelSubject, panelSubject } from '../../protocol/privateDevPanel.ts';
import type { DomainDocuments } from '../language/domainDocuments.ts';
import { revealElement } from '../language/revealElement.ts';
import type { AgentLink } from '../link/agentLink.ts';
import type { MachineList } from '../machines/machineList.ts';
import { tellError } from '../machines/tellError.ts';
import { PrivateDevPanel } from './panel.ts';
import { gatherFacts } from './panelFacts.ts';
import type { PanelFacts } from './panelView.ts';
import { planHere } from './planHere.ts';

const VIEW_TYPE = 'virtcell.privateDev';

export interface PanelsDeps {
  readonly extensionUri: vscode.Uri;
  readonly link: AgentLink;
  readonly machines: MachineList;
  readonly documents: DomainDocuments;
  readonly actions: {
    readonly start: (file: vscode.Uri) => Promise<void>;
    readonly openConsole: (domain: { name: string; owner: number; alias?: string }) => Promise<void>;
    readonly syncDev: (domain: { name: string; owner: number }) => Promise<void>;
    readonly tellNextStep: () => Promise<void>;
  };
  readonly log: vscode.LogOutputChannel;
}

export const registerPrivateDevPanels = (deps: PanelsDeps): PrivateDevPanels => new PrivateDevPanels(deps);

/** The open Private /dev panels, one for each file or domain; each follows the text, the machine and the agent. */
export class PrivateDevPanels implements vscode.Disposable {
  readonly #deps: PanelsDeps;
  readonly #panels = new Map<string, PrivateDevPanel>();
  readonly #subscriptions: vscode.Disposable[];

  constructor(deps: PanelsDeps) {
    this.#deps = deps;
    this.#subscriptions = [
      deps.machines.onChange(() => this.#refresh()),
      deps.link.onState(() => this.#refresh()),
      vscode.workspace.onDidChangeTextDocument(({ document }) =>
        this.#panels.get(keyOf(fileSubject(document.uri)))?.refresh(),
      ),
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
        deserializeWebviewPanel: async (panel, state) => this.#restore(panel, state),
      }),
    ];
  }

  async showFile(uri: vscode.Uri): Promise<void> {
    this.#show(fileSubject(uri));
  }

  async showDomain(name: string, owner: number): Promise<void> {
    this.#show({ name, owner });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const panel of [...this.#panels.values()]) panel.dispose();
  }

  #show(subject: PanelSubject): void {
    const present = this.#panels.get(keyOf(subject));
    if (present) {
      present.reveal();
      return;
    }
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.#take(vscode.window.createWebviewPanel(VIEW_TYPE, vscode.l10n.t('Private /dev'), place), subject);
  }

  #take(panel: vscode.WebviewPanel, subject: PanelSubject): void {
    const key = keyOf(subject);
    const { extensionUri, log } = this.#deps;
    const taken = new PrivateDevPanel(
      panel,
      subject,
      { extensionUri, log, facts: (of) => this.#facts(of), act: (action, of) => this.#act(action, of) },
      () => this.#panels.delete(key),
    );
    this.#panels.set(key, taken);
  }

  /** After the window was loaded anew. A state that is not ours any more makes no panel. */
  #restore(panel: vscode.WebviewPanel, state: unknown): void {
    const subject = z.safeParse(panelSubject, state);
    if (subject.success && !this.#panels.has(keyOf(subject.data))) this.#take(panel, subject.data);
    else panel.dispose();
  }

  #refresh(): void {
    for (const panel of this.#panels.values()) panel.refresh();
  }

  async #facts(subject: PanelSubject): Promise<PanelFacts> {
    const { link, machines, documents } = this.#deps;
    const sources = { link, machines, l10n: vscode.l10n, planHere };
    if (!('file' in subject)) {
      const { name, owner } = subject;
      const domain = machines.domains.find((one) => one.name === name && one.owner === owner);
      return gatherFacts(sources, { subject, name, domain, xml: undefined });
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
    });
  }

  async #act(action: Parameters<PrivateDevPanelAct>[0], subject: PanelSubject): Promise<void> {
    try {
      await this.#obey(action, subject);
    } catch (error) {
      await tellError(error, this.#deps.log);
    }
  }

  async #obey(action: Parameters<PrivateDevPanelAct>[0], subject: PanelSubject): Promise<void> {
    const { actions, documents } = this.#deps;
    const file = 'file' in subject ? vscode.Uri.parse(subject.file) : undefined;
    switch (action.kind) {
      case 'start':
        if (file) await actions.start(file);
        return;
      case 'next-step':
        await actions.tellNextStep();
        return;
      case 'reveal':
        if (file) await revealElement(documents, file, action);
        return;
      case 'sync': {
        const domain = await this.#domainOf(subject);
        if (domain) await actions.syncDev(domain);
        this.#panels.get(keyOf(subject))?.refresh();
        return;
      }
      case 'attach': {
        const domain = await this.#domainOf(subject);
        if (domain) await actions.openConsole({ ...domain, alias: action.alias });
      }
    }
  }

  async #domainOf(subject: PanelSubject): Promise<{ name: string; owner: number } | undefined> {
    if (!('file' in subject)) return subject;
    const document = await openDocument(vscode.Uri.parse(subject.file));
    const name = document && this.#deps.documents.nameOf(document);
    return name === undefined ? undefined : this.#deps.machines.ownByName(name);
  }
}

type PrivateDevPanelAct = ConstructorParameters<typeof PrivateDevPanel>[2]['act'];

const fileSubject = (uri: vscode.Uri): PanelSubject => ({ file: uri.toString() });
const keyOf = (subject: PanelSubject): string => JSON.stringify(subject);

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
