import type { Choice, DevRow, MountView, PanelView } from '../../../protocol/privateDevPanel.ts';

/** A view as a person reads it; what can be chosen stands in brackets. */
export function panelText({ title, subtitle, notices, buttons, dev, words }: PanelView): string {
  const said = notices.map(({ severity, text, label }) => `${severity}: ${text}${label ? ` [${label}]` : ''}`);
  const head = [title, subtitle, ...buttons.map(({ label }) => `[${label}]`), ...said];
  if (!dev) return head.join('\n');
  return [
    ...head,
    ...['', words.nodes, ...dev.rows.map(rowText)],
    ...['', words.mounts, ...dev.mounts.flatMap(mountText)],
    ...(dev.otherMounts.length > 0 ? ['', words.otherMounts] : []),
    ...dev.otherMounts.map(({ path, where, fsType }) => [path, where, fsType].join(' | ')),
    ...(dev.steps.length > 0 ? ['', words.steps] : []),
    ...dev.steps.map(({ step, call, what }) => `${step}: ${call} ${what}`),
    ...(dev.launch.length > 0 ? ['', words.launch] : []),
    ...dev.launch.map(({ step, time, begin, length }) => `${step} | ${time} | ${begin} to ${begin + length}`),
  ].join('\n');
}

const choiceText = ({ text, action }: Choice): string => (action ? `[${text}]` : text);

const rowText = ({ path, target, why, marks, device, access, owner }: DevRow): string =>
  [
    target === undefined ? path : `${path} → ${target}`,
    why.map(choiceText).join(', '),
    marks.map(({ kind, text }) => `${kind}: ${text}`).join(', '),
    device,
    access,
    owner,
  ].join(' | ');

const mountText = ({ path, shared, superblock, whose, marks, details, consoles }: MountView): string[] => [
  `host ${path} ${shared ? '——' : '– –'} ${superblock} (${whose}) ${shared ? '——' : '– –'} VM ${path}`,
  ...marks.map(({ text }) => `  ${text}`),
  ...consoles.map((each) => `  ${each.path} ${each.alias} [Attach]`),
  ...details.map(({ label, value }) => `  ${label}: ${value}`),
];

/** What is known of a node, as it is shown when it is opened. */
export const detailText = ({ details }: DevRow): string =>
  details
    .map(({ label, value, planned }) => `${label}: ${value}${planned === undefined ? '' : ` (planned: ${planned})`}`)
    .join('\n');
