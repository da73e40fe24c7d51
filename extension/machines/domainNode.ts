import type { DomainEntry } from '../../protocol/methods.ts';
import type { L10n } from '../l10n.ts';
import { editedSinceStart } from './definitionState.ts';
import { isRunning, phaseOf, stateIcon, stateWords } from './domainState.ts';
import { idOf, type MachineNode } from './machineNode.ts';
import type { StartFailure } from './startFailures.ts';

/** What is known of a domain besides what the agent says. */
export interface Known {
  readonly failure?: StartFailure | undefined;
  /** Whether it is the caller's own. */
  readonly isOwn: boolean;
}

export function domainNode(domain: DomainEntry, known: Known, l10n: L10n): MachineNode {
  const words = wordsOf(domain, known, l10n);
  const place = domain.definition?.file ?? l10n.t('no file');
  const taints = domain.taints.length > 0 ? [l10n.t('tainted: {0}', domain.taints.join(', '))] : [];
  const troubled = troublesOf(domain, known).length > 0;
  return {
    id: idOf(domain),
    kind: 'domain',
    domain,
    label: domain.name,
    description: words.join(' · '),
    tooltip: [`${domain.name}: ${words.join(', ')}`, place, ...taints].join('\n'),
    icon: troubled && !isRunning(domain) ? 'warning' : stateIcon(domain.state),
    context: contextOf(domain, known.isOwn),
    expandable: true,
  };
}

function wordsOf(domain: DomainEntry, known: Known, l10n: L10n): string[] {
  return [
    stateWords(domain.state, l10n),
    ...(failureOf(domain, known) ? [l10n.t('start failed')] : []),
    ...(domain.problem ? [l10n.t('problem')] : []),
    ...(editedSinceStart(domain) ? [l10n.t('edited since start')] : []),
    ...(domain.autostart ? [l10n.t('autostart')] : []),
    ...(known.isOwn ? [] : [l10n.t('of uid {0}', domain.owner)]),
  ];
}

/** For the manifest's menus: whether it runs, its phase, what it has, and what it could be given. */
const contextOf = (domain: DomainEntry, isOwn: boolean): string =>
  [
    `domain-${isRunning(domain) ? 'running' : 'stopped'}`,
    phaseOf(domain.state),
    ...(domain.definition ? ['defined', domain.autostart ? 'autostart' : 'by-hand'] : []),
    ...(domain.definition?.file ? ['file'] : []),
    ...(isOwn ? ['own'] : []),
    ...(domain.waysIn.screen ? ['screen'] : []),
    ...(domain.waysIn.console ? [] : ['no-console']),
  ].join(' ');

/** Somebody else may have started it since. */
const failureOf = (domain: DomainEntry, { failure }: Known): StartFailure | undefined =>
  isRunning(domain) ? undefined : failure;

interface Trouble {
  readonly id: 'start' | 'problem';
  readonly message: string;
  readonly hint?: string | undefined;
}

function troublesOf(domain: DomainEntry, known: Known): Trouble[] {
  const failure = failureOf(domain, known);
  return [
    ...(failure ? [{ id: 'start' as const, ...failure }] : []),
    ...(domain.problem ? [{ id: 'problem' as const, ...domain.problem }] : []),
  ];
}

/** What went wrong last, where the domain is: of a start from here, and of what nobody waited for. */
export function problemNodes(domain: DomainEntry, known: Known, l10n: L10n): MachineNode[] {
  return troublesOf(domain, known).map(({ id, message, hint }) => ({
    id: `${idOf(domain)}/trouble/${id}`,
    kind: 'problem',
    domain,
    label: id === 'start' ? l10n.t('start failed') : l10n.t('problem'),
    description: message,
    tooltip: hint === undefined ? message : `${message}\n${hint}`,
    icon: 'warning',
    context: 'problem',
    expandable: false,
  }));
}
