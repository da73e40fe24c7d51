import type { ConsoleEntry, DevReport, DomainEntry } from '../../protocol/methods.ts';
import type { L10n } from '../l10n.ts';
import { isRunning } from './domainState.ts';
import { idOf, type MachineNode } from './machineNode.ts';

/** What a running domain lives with, its /dev once that is known; of another one, the /dev that it would get. */
export function domainChildren(domain: DomainEntry, report: DevReport | undefined, l10n: L10n): MachineNode[] {
  if (!isRunning(domain)) return [plannedDev(domain, l10n)];
  return [...domain.consoles.map((console) => consoleNode(domain, console, l10n)), ...devNodes(domain, report, l10n)];
}

const plannedDev = (domain: DomainEntry, l10n: L10n): MachineNode => ({
  id: `${idOf(domain)}/plan`,
  kind: 'plan',
  domain,
  label: l10n.t('private /dev'),
  description: l10n.t('planned'),
  tooltip: l10n.t('What a start would make'),
  icon: 'list-tree',
  context: 'plan',
  expandable: false,
});

function consoleNode(domain: DomainEntry, { alias, type, path }: ConsoleEntry, l10n: L10n): MachineNode {
  return {
    id: `${idOf(domain)}/console/${alias}`,
    kind: 'console',
    domain,
    label: alias,
    description: path ?? l10n.t('no terminal'),
    tooltip: path ? l10n.t('Serial console {0}, on the host {1}', alias, path) : type,
    icon: 'terminal',
    context: path ? 'console-live' : 'console',
    expandable: false,
    alias,
  };
}

function devNodes(domain: DomainEntry, report: DevReport | undefined, l10n: L10n): MachineNode[] {
  const common = { domain, expandable: true };
  const nodes = report ? l10n.t('{0} nodes, {1} hidden', report.nodes.length, report.hidden) : '';
  const mounts = report ? l10n.t('{0} shared', report.mounts.filter((one) => one.sharedWithHost).length) : '';
  return [
    {
      ...common,
      id: `${idOf(domain)}/dev`,
      kind: 'dev',
      label: l10n.t('private /dev'),
      description: nodes,
      tooltip: l10n.t('What QEMU sees in /dev, read from the kernel'),
      icon: 'list-tree',
      context: 'dev',
    },
    {
      ...common,
      id: `${idOf(domain)}/mounts`,
      kind: 'mounts',
      label: l10n.t('preserved mounts'),
      description: mounts,
      tooltip: l10n.t("Mounts below /dev that stay the host's"),
      icon: 'link',
      context: 'dev',
    },
  ];
}

/** The rows below `private /dev`. */
export function nodeRows(domain: DomainEntry, report: DevReport, l10n: L10n): MachineNode[] {
  return report.nodes.map((node) => {
    const numbers = node.target !== undefined ? `→ ${node.target}` : `${node.major ?? ''}:${node.minor ?? ''}`;
    const what =
      node.kind === 'char' || node.kind === 'block'
        ? `${numbers} ${node.mode ?? ''}`
        : node.target
          ? numbers
          : node.kind;
    const state = node.state === undefined || node.state === 'as-planned' ? '' : ` · ${driftWords(node.state, l10n)}`;
    return {
      id: `${idOf(domain)}/dev${node.path}`,
      kind: 'node',
      domain,
      label: node.path,
      description: `${what}${state}`,
      tooltip: [node.path, what, ...node.reasons.map((reason) => reason.element ?? reason.path ?? reason.kind)].join(
        '\n',
      ),
      icon: node.kind === 'link' ? 'arrow-right' : node.kind === 'directory' ? 'folder' : 'circuit-board',
      context: 'dev-node',
      expandable: false,
    };
  });
}

/** The rows below `preserved mounts`. */
export function mountRows(domain: DomainEntry, report: DevReport, l10n: L10n): MachineNode[] {
  return report.mounts.map((mount) => {
    const shared = mount.sharedWithHost ? l10n.t('shared with the host') : l10n.t("not the host's");
    return {
      id: `${idOf(domain)}/mounts${mount.path}`,
      kind: 'mount',
      domain,
      label: mount.path,
      description: `${mount.fsType} · ${shared}`,
      tooltip: [mount.path, `${mount.source} (${mount.fsType})`, mount.options.join(','), shared].join('\n'),
      icon: mount.sharedWithHost ? 'link' : 'warning',
      context: 'dev-mount',
      expandable: false,
    };
  });
}

function driftWords(state: 'missing' | 'extra' | 'differs', l10n: L10n): string {
  switch (state) {
    case 'missing':
      return l10n.t('missing');
    case 'extra':
      return l10n.t('not planned');
    case 'differs':
      return l10n.t('differs from the plan');
  }
}
