import type { DevReport, DevReportNode } from '../../protocol/methods.ts';
import type { PanelView } from '../../protocol/privateDevPanel.ts';
import type { L10n } from '../l10n.ts';
import { dryRun } from './dryRun.ts';
import { launchBars, launchTime } from './launchBars.ts';
import { mountViews, otherMounts } from './mountViews.ts';
import { nodeRows } from './nodeRows.ts';
import { failure, planNotices, runningNotices } from './notices.ts';
import type { PanelFacts, PlanFacts, RunningFacts } from './panelFacts.ts';
import { panelWords } from './panelWords.ts';

/** The panel's view: the same facts, the same view. */
export function panelView(facts: PanelFacts, l10n: L10n): PanelView {
  const { subject, name: title } = facts;
  const report = shownReport(facts);
  const timeline = report?.timeline ?? [];
  const hasFile = 'file' in subject;
  return {
    kind: 'view',
    subject,
    title,
    subtitle: [...subtitle(facts, l10n), ...sizeOf(report, l10n)].join(' · '),
    ...told(facts, hasFile, l10n),
    ...(report && facts.kind !== 'unknown' && { dev: devView(facts, report, hasFile, l10n) }),
    words: panelWords(report?.hidden ?? 0, launchTime(timeline, l10n), l10n),
  };
}

/** What is drawn; also what is copied and exported. While the text has errors that is what was saved. */
export function shownReport(facts: PanelFacts): DevReport | undefined {
  if (facts.kind === 'unknown') return undefined;
  return facts.kind === 'running' ? facts.report : (facts.report ?? facts.saved);
}

function subtitle(facts: PanelFacts, l10n: L10n): string[] {
  switch (facts.kind) {
    case 'plan':
      return [l10n.t('Plan: what a start will make')];
    case 'running':
      return [l10n.t('Running, process {0}: read from the kernel', facts.domain.pid ?? 0)];
    case 'unknown':
      return [];
  }
}

function told(facts: PanelFacts, hasFile: boolean, l10n: L10n): Pick<PanelView, 'notices' | 'buttons'> {
  switch (facts.kind) {
    case 'plan':
      return {
        notices: planNotices(facts, l10n),
        buttons: facts.report && hasFile ? [{ label: l10n.t('Start'), action: { kind: 'start' } }] : [],
      };
    case 'running':
      return {
        notices: runningNotices(facts, l10n),
        buttons: [{ label: l10n.t('Look Again'), action: { kind: 'refresh' } }],
      };
    case 'unknown':
      return { notices: [failure(facts.error, l10n)], buttons: [] };
  }
}

const sizeOf = (report: DevReport | undefined, l10n: L10n): string[] =>
  report
    ? [
        l10n.t('{0} nodes, {1} of the host hidden', report.nodes.filter(isInside).length, report.hidden),
        ...(report.hostDev === 'covered' ? [l10n.t('the host’s /dev is covered, not detached')] : []),
      ]
    : [];

const isInside = ({ host }: DevReportNode): boolean => host !== 'appeared';

function devView(
  facts: PlanFacts | RunningFacts,
  report: DevReport,
  hasFile: boolean,
  l10n: L10n,
): NonNullable<PanelView['dev']> {
  const domain = facts.kind === 'running' ? facts.domain : undefined;
  return {
    rows: nodeRows(facts, report, hasFile, l10n),
    mounts: mountViews(report, domain, l10n),
    otherMounts: otherMounts(report, l10n),
    steps: facts.kind === 'plan' ? dryRun(report, facts.argv, facts.accounts, l10n) : [],
    launch: launchBars(report.timeline ?? [], l10n),
  };
}
