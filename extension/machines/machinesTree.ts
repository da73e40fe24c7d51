import * as vscode from 'vscode';
import type { DevReport, DomainEntry } from '../../protocol/methods.ts';
import type { AgentLink } from '../link/agentLink.ts';
import { domainNode, type Known, problemNodes } from './domainNode.ts';
import { isRunning } from './domainState.ts';
import type { MachineFilter } from './machineFilter.ts';
import type { MachineList } from './machineList.ts';
import { idOf, type MachineNode } from './machineNode.ts';
import { domainChildren, mountRows, nodeRows } from './machineNodes.ts';
import type { StartFailures } from './startFailures.ts';

export interface TreeDeps {
  readonly link: AgentLink;
  readonly machines: MachineList;
  readonly failures: StartFailures;
  readonly filter: MachineFilter;
}

/** The Machines view: driven by events, and each change redraws only the domain that changed. */
export class MachinesTree implements vscode.TreeDataProvider<MachineNode>, vscode.Disposable {
  readonly #deps: TreeDeps;
  readonly #changed = new vscode.EventEmitter<MachineNode | undefined>();
  /** The domains as the view holds them: it finds what to redraw by identity. */
  readonly #shown = new Map<string, MachineNode>();
  /** What was read of a domain's /dev since it last changed. */
  readonly #reports = new Map<string, Promise<DevReport | undefined>>();
  readonly #subscriptions: vscode.Disposable[];

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(deps: TreeDeps) {
    this.#deps = deps;
    const { machines, failures, filter } = deps;
    this.#subscriptions = [
      machines.onChange((change) => this.#redraw(change?.domain)),
      failures.onChange((domain) => this.#redraw(machines.byUuid(domain.uuid, domain.owner) ?? domain)),
      filter.onChange(() => this.#redraw(undefined)),
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
    item.accessibilityInformation = { label: `${node.label}, ${node.description.replaceAll(' · ', ', ')}` };
    const command = COMMANDS[node.kind];
    if (command) item.command = { command, title: '', arguments: [node] };
    return item;
  }

  async getChildren(parent?: MachineNode): Promise<MachineNode[]> {
    const { machines, filter } = this.#deps;
    if (!parent) {
      this.#shown.clear();
      const shown = machines.domains.filter((domain) => !filter.runningOnly || isRunning(domain));
      return shown.map((domain) => this.#domainNode(domain));
    }
    const domain = machines.byUuid(parent.domain.uuid, parent.domain.owner);
    if (!domain) return [];
    const report = await this.#report(domain);
    if (parent.kind === 'domain') {
      const troubles = problemNodes(domain, this.#known(domain), vscode.l10n);
      return [...troubles, ...domainChildren(domain, report, vscode.l10n)];
    }
    if (!report) return [];
    return parent.kind === 'dev' ? nodeRows(domain, report, vscode.l10n) : mountRows(domain, report, vscode.l10n);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #known(domain: DomainEntry): Known {
    const { machines, failures } = this.#deps;
    return { failure: failures.of(domain), isOwn: machines.isOwn(domain) };
  }

  #domainNode(domain: DomainEntry): MachineNode {
    const node = domainNode(domain, this.#known(domain), vscode.l10n);
    this.#shown.set(node.id, node);
    return node;
  }

  /** What changed may have changed its /dev: that is read again when it is drawn. */
  #redraw(domain: DomainEntry | undefined): void {
    const key = domain && idOf(domain);
    if (key === undefined) this.#reports.clear();
    else this.#reports.delete(key);
    const shown = key === undefined ? undefined : this.#shown.get(key);
    // Which domains are shown may have changed with it.
    if (!domain || !shown || this.#deps.filter.runningOnly) {
      this.#changed.fire(undefined);
      return;
    }
    // The view keeps the object that it got and asks for its item again: so it gets the new words.
    Object.assign(shown, domainNode(domain, this.#known(domain), vscode.l10n));
    this.#changed.fire(shown);
  }

  /** Read once after each change; undefined when it cannot be read now. */
  #report(domain: DomainEntry): Promise<DevReport | undefined> {
    if (!isRunning(domain) || domain.state === 'starting') return Promise.resolve(undefined);
    const key = idOf(domain);
    let report = this.#reports.get(key);
    if (!report) {
      report = this.#deps.link.request('dev', { name: domain.uuid, owner: domain.owner }).catch(() => {
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
  problem: 'virtcell.showLog',
  plan: 'virtcell.showDev',
  console: 'virtcell.openConsole',
  node: 'virtcell.showDev',
  mount: 'virtcell.showDev',
};
