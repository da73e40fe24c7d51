import * as vscode from 'vscode';
import type { DevReport, DomainEntry } from '../../protocol/methods.ts';
import type { AgentLink } from '../link/agentLink.ts';
import { isRunning } from './domainState.ts';
import type { MachineList } from './machineList.ts';
import { domainChildren, domainNode, type MachineNode, mountRows, nodeRows } from './machineNodes.ts';
import type { StartFailures } from './startFailures.ts';

/** The Machines view: driven by events, and each change redraws only the domain that changed. */
export class MachinesTree implements vscode.TreeDataProvider<MachineNode>, vscode.Disposable {
  readonly #link: AgentLink;
  readonly #machines: MachineList;
  readonly #failures: StartFailures;
  readonly #changed = new vscode.EventEmitter<MachineNode | undefined>();
  /** The domains as the view holds them: it finds what to redraw by identity. */
  readonly #shown = new Map<string, MachineNode>();
  /** What was read of a domain's /dev since it last changed. */
  readonly #reports = new Map<string, Promise<DevReport | undefined>>();
  readonly #subscriptions: vscode.Disposable[];

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(link: AgentLink, machines: MachineList, failures: StartFailures) {
    this.#link = link;
    this.#machines = machines;
    this.#failures = failures;
    this.#subscriptions = [
      machines.onChange((change) => this.#redraw(change?.domain)),
      failures.onChange(() => this.#redraw(undefined)),
      this.#changed,
    ];
  }

  getTreeItem(node: MachineNode): vscode.TreeItem {
    const item = new vscode.TreeItem(
      node.label,
      node.expandable ? expansion(node.kind) : vscode.TreeItemCollapsibleState.None,
    );
    item.id = node.id;
    item.description = node.description;
    item.tooltip = node.tooltip;
    item.iconPath = new vscode.ThemeIcon(node.icon);
    item.contextValue = node.context;
    item.accessibilityInformation = { label: `${node.label}, ${node.description}` };
    const command = COMMANDS[node.kind];
    if (command) item.command = { command, title: '', arguments: [node] };
    return item;
  }

  async getChildren(parent?: MachineNode): Promise<MachineNode[]> {
    if (!parent) return this.#machines.domains.map((domain) => this.#domainNode(domain));
    const domain = this.#machines.byUuid(parent.domain.uuid, parent.domain.owner);
    if (!domain) return [];
    if (parent.kind === 'domain') return domainChildren(domain, await this.#report(domain), vscode.l10n);
    const report = await this.#report(domain);
    if (!report) return [];
    return parent.kind === 'dev' ? nodeRows(domain, report, vscode.l10n) : mountRows(domain, report, vscode.l10n);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #domainNode(domain: DomainEntry): MachineNode {
    const node = domainNode(domain, this.#failures.of(domain), vscode.l10n);
    this.#shown.set(node.id, node);
    return node;
  }

  /** What changed may have changed its /dev: that is read again when it is drawn. */
  #redraw(domain: DomainEntry | undefined): void {
    if (!domain) {
      this.#reports.clear();
      this.#changed.fire(undefined);
      return;
    }
    const key = `${domain.owner}/${domain.uuid}`;
    this.#reports.delete(key);
    const shown = this.#shown.get(key);
    // The view keeps the object that it got and asks for its item again: so it gets the new words.
    if (shown) Object.assign(shown, domainNode(domain, this.#failures.of(domain), vscode.l10n));
    this.#changed.fire(shown);
  }

  /** Read once after each change; undefined when it cannot be read now. */
  #report(domain: DomainEntry): Promise<DevReport | undefined> {
    if (!isRunning(domain) || domain.state === 'starting') return Promise.resolve(undefined);
    const key = `${domain.owner}/${domain.uuid}`;
    let report = this.#reports.get(key);
    if (!report) {
      report = this.#link.request('dev', { name: domain.uuid, owner: domain.owner }).catch(() => {
        // It ended meanwhile, and an event says so; the next look asks again.
        this.#reports.delete(key);
        return undefined;
      });
      this.#reports.set(key, report);
    }
    return report;
  }
}

/** A domain shows what is in it; a /dev of many nodes only when asked. */
const expansion = (kind: MachineNode['kind']): vscode.TreeItemCollapsibleState =>
  kind === 'domain' ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;

/** What a click does. */
const COMMANDS: Partial<Record<MachineNode['kind'], string>> = {
  plan: 'virtcell.showDev',
  console: 'virtcell.openConsole',
  node: 'virtcell.showDev',
  mount: 'virtcell.showDev',
};
