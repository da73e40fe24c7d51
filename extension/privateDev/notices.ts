import type { VirtcellError } from '../../protocol/errors.ts';
import type { DevReport, DevReportMount, DevReportNode } from '../../protocol/methods.ts';
import type { PanelAction } from '../../protocol/privateDevActions.ts';
import type { PanelView } from '../../protocol/privateDevPanel.ts';
import type { L10n } from '../l10n.ts';
import { sentence } from '../sentence.ts';
import { editChange } from './editChange.ts';
import type { PlanFacts, RunningFacts } from './panelFacts.ts';

type Notice = PanelView['notices'][number];

const problem = (text: string, label: string, action: PanelAction): Notice => ({
  severity: 'error',
  text,
  label,
  action,
});
const information = (text: string): Notice => ({ severity: 'information', text, label: '' });

export function planNotices({ by, report, diagnostics, first, saved }: PlanFacts, l10n: L10n): Notice[] {
  const notices: Notice[] = [];
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  if (first) {
    const text = errors === 1 ? first.message : l10n.t('{0} errors. The first: {1}', errors, first.message);
    notices.push(problem(text, l10n.t('Show in XML'), { kind: 'reveal', range: first.range }));
  }
  if (!report && saved) notices.push(information(l10n.t('What is shown is the saved text’s.')));
  if (report && saved) notices.push(information(changeWords(saved, report, l10n)));
  if (by === 'user') {
    const text = l10n.t('As you see the host yourself, without the agent: ACLs and backing images are not looked at.');
    notices.push({ severity: 'information', text, label: l10n.t('What to Do'), action: { kind: 'next-step' } });
  }
  return notices;
}

function changeWords(saved: DevReport, report: DevReport, l10n: L10n): string {
  const changes = [...editChange(saved.nodes, report.nodes).values()];
  if (changes.length === 0) return l10n.t('This edit changes nothing in the private /dev.');
  const count = (kind: string): number => changes.filter((each) => each === kind).length;
  return l10n.t('This edit: {0} added, {1} removed, {2} changed', count('added'), count('removed'), count('changed'));
}

/** How what is there compares with what was planned. */
export function runningNotices({ report, next }: RunningFacts, l10n: L10n): Notice[] {
  const outdated = report.nodes.filter(({ host }) => host !== undefined).length;
  const ofHost: Notice[] =
    outdated === 0
      ? []
      : [problem(l10n.t('Another on the host by now: {0}', outdated), l10n.t('Bring Up to Date'), { kind: 'sync' })];
  const ofText = next ? [information(l10n.t('The text is another than the VM was started from.'))] : [];
  return [comparison(report, l10n), ...ofHost, ...ofText];
}

function comparison({ nodes, mounts }: DevReport, l10n: L10n): Notice {
  const drifted = [...nodes, ...mounts].filter(hasDrifted).length;
  if (drifted === 0) return information(l10n.t('All is as planned.'));
  return { severity: 'error', text: l10n.t('Not as planned: {0}', drifted), label: '' };
}

const hasDrifted = ({ state }: DevReportNode | DevReportMount): boolean =>
  state !== undefined && state !== 'as-planned';

export const failure = (error: VirtcellError, l10n: L10n): Notice =>
  problem(
    error.data.hint ? `${sentence(error.message)} ${error.data.hint}` : sentence(error.message),
    ...nextStep(error, l10n),
  );

/** What leads on: the agent's own next step where it is what is missing. */
const nextStep = ({ code }: VirtcellError, l10n: L10n): [string, PanelAction] =>
  code.startsWith('agent-')
    ? [l10n.t('What to Do'), { kind: 'next-step' }]
    : [l10n.t('Look Again'), { kind: 'refresh' }];
