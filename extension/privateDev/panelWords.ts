import type { PanelWords } from '../../protocol/privateDevWords.ts';
import type { L10n } from '../l10n.ts';

/** What the page says by itself. */
export const panelWords = (hidden: number, launch: string, l10n: L10n): PanelWords => ({
  nodes: l10n.t('Nodes: all of the host that QEMU reaches in /dev'),
  filter: l10n.t('Filter by path, reason, owner or state'),
  matches: l10n.t('{0} of {1}', '{0}', '{1}'),
  noMatch: l10n.t('Nothing matches.'),
  listHidden: l10n.t('List the {0} hidden', hidden),
  exportText: l10n.t('Export as Text'),
  exportJson: l10n.t('Export as JSON'),
  node: l10n.t('node'),
  why: l10n.t('why'),
  state: l10n.t('state'),
  device: l10n.t('device'),
  access: l10n.t('access'),
  owner: l10n.t('owner'),
  planned: l10n.t('planned: {0}', '{0}'),
  copyPath: l10n.t('Copy Path'),
  copyCommands: l10n.t('Copy Commands'),
  mounts: l10n.t("Preserved mounts: places in its /dev that stay the host's"),
  onHost: l10n.t('on the host'),
  inVm: l10n.t('in the VM'),
  attach: l10n.t('Attach'),
  otherMounts: l10n.t('Other mounts of the host below /dev'),
  steps: l10n.t('Dry run: what a start would do'),
  copySteps: l10n.t('Copy Steps'),
  launch: l10n.t('Launch: the steps of its start, {0} in all', launch),
  keys: l10n.t(
    'Up and Down go through the nodes, Right opens one, Enter goes to its line, C copies its path, / filters.',
  ),
});
