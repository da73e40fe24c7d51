import { kindWord } from '../../domain-xml/assist/kindWord.ts';
import { permissions } from '../../plan/privateDev/nodeText.ts';
import type { DevReport, DevReportNode } from '../../protocol/methods.ts';
import type { DevRow, Mark } from '../../protocol/privateDevPanel.ts';
import type { L10n } from '../l10n.ts';
import { type DevWarning, devWarnings } from './devWarnings.ts';
import { type EditChange, editChange } from './editChange.ts';
import { driftWords, numbersOf, ownerOf, reasonChoice, thingDetails } from './nodeWords.ts';
import type { PlanFacts, RunningFacts } from './panelFacts.ts';

/** Every node by path: those of the VM, those that an edit adds or takes, and, where they are asked for, the host's others. */
export function nodeRows(facts: PlanFacts | RunningFacts, report: DevReport, hasFile: boolean, l10n: L10n): DevRow[] {
  const { own, marks } = facts.kind === 'running' ? withNextStart(facts, l10n) : withSaved(facts, report, l10n);
  const warnings = new Map<string, Mark[]>();
  for (const warning of devWarnings(report, facts.kind === 'running' ? facts.domain.owner : facts.uid))
    warnings.set(warning.path, [...(warnings.get(warning.path) ?? []), warningMark(warning, l10n)]);
  const row = (node: DevReportNode, more: Mark[], isInFile: boolean): DevRow => ({
    path: node.path,
    ...(node.target !== undefined && { target: node.target }),
    why: node.reasons.map((reason) => reasonChoice(reason, isInFile, l10n)),
    marks: [...driftMarks(node, l10n), ...more],
    device: [kindWord(node.kind, l10n), numbersOf(node)].filter((part) => part !== '').join(' '),
    access: permissions(node),
    owner: ownerOf(node, facts.accounts),
    details: thingDetails(node, facts.accounts, l10n),
  });
  const shown = new Set(own.map(({ path }) => path));
  const hidden = (facts.hidden ?? []).filter(({ path }) => !shown.has(path));
  return [
    ...own.map((node) => {
      const change = marks.get(node.path);
      const more = [...(change ? [change] : []), ...(warnings.get(node.path) ?? [])];
      return row(node, more, hasFile && change?.kind !== 'removed');
    }),
    ...hidden.map((node) => row(node, [{ kind: 'hidden', text: l10n.t('only on the host') }], false)),
  ].sort((one, other) => (one.path < other.path ? -1 : 1));
}

interface Edited {
  readonly own: readonly DevReportNode[];
  readonly marks: ReadonlyMap<string, Mark>;
}

/** The editor's text against the saved one: what it no longer asks for is shown as well. */
function withSaved({ saved }: PlanFacts, report: DevReport, l10n: L10n): Edited {
  if (!saved) return { own: report.nodes, marks: new Map() };
  const changes = editChange(saved.nodes, report.nodes);
  const removed = saved.nodes.filter(({ path }) => changes.get(path) === 'removed');
  const words = {
    added: l10n.t('added by this edit'),
    removed: l10n.t('removed by this edit'),
    changed: l10n.t('changed by this edit'),
  };
  return { own: [...report.nodes, ...removed], marks: asMarks(changes, words) };
}

/** The editor's text against what runs; what has drifted says so already. */
function withNextStart({ report, next }: RunningFacts, l10n: L10n): Edited {
  if (!next) return { own: report.nodes, marks: new Map() };
  const present = report.nodes.filter(({ state, host }) => state !== 'extra' && host === undefined);
  const changes = new Map(editChange(present, next.nodes));
  for (const { path, state, host } of report.nodes)
    if (state === 'extra' || state === 'differs' || host) changes.delete(path);
  const shown = new Set(report.nodes.map(({ path }) => path));
  const added = next.nodes.filter(({ path }) => changes.get(path) === 'added' && !shown.has(path));
  const words = {
    added: l10n.t('comes with the next start'),
    removed: l10n.t('gone with the next start'),
    changed: l10n.t('changes with the next start'),
  };
  return { own: [...report.nodes, ...added], marks: asMarks(changes, words) };
}

const asMarks = (changes: ReadonlyMap<string, EditChange>, words: Record<EditChange, string>): Map<string, Mark> =>
  new Map([...changes].map(([path, kind]) => [path, { kind, text: words[kind] }]));

function driftMarks({ state, differs, host }: DevReportNode, l10n: L10n): Mark[] {
  const ofPlan = driftWords(state, differs, l10n);
  return [
    ...(ofPlan ? [{ kind: state === 'as-planned' ? 'as-planned' : 'drift', text: ofPlan } as const] : []),
    ...(host ? [{ kind: 'host', text: hostWords(host, l10n) } as const] : []),
  ];
}

function hostWords(host: NonNullable<DevReportNode['host']>, l10n: L10n): string {
  switch (host) {
    case 'appeared':
      return l10n.t('only on the host by now');
    case 'gone':
      return l10n.t('gone from the host');
    case 'changed':
      return l10n.t('another on the host');
  }
}

const warningMark = ({ kind }: DevWarning, l10n: L10n): Mark => ({ kind: 'warning', text: warningWords(kind, l10n) });

function warningWords(kind: DevWarning['kind'], l10n: L10n): string {
  switch (kind) {
    case 'wider-than-planned':
      return l10n.t('may be opened by more than planned');
    case 'open-to-all':
      return l10n.t('a disk that everybody may open');
    case 'dangling-link':
      return l10n.t('leads nowhere in this /dev');
    case 'wrong-owner':
      return l10n.t('belongs to another than planned');
    case 'not-for-owner':
      return l10n.t('QEMU may not open it');
  }
}
