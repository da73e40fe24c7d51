import { elementName, permissions } from '../plan/privateDev/nodeText.ts';
import type { DevReport, DevReportMount, DevReportNode } from './methods.ts';

/** A private /dev, a line a node as ls(1) has it and why it is there; then the mounts that stay the host's. */
export function devText(report: DevReport): string {
  const nodes = columns(report.nodes.map(nodeCells));
  return [
    ...nodes,
    '',
    ...mountLines(report.mounts, report.hostMounts),
    ...timelineLines(report),
    '',
    `hidden: ${report.hidden}${verdict(report)}`,
    ...coverLines(report),
  ].join('\n');
}

/** Said whenever it is so: that the host's /dev is gone is what a private one promises elsewhere. */
const coverLines = ({ hostDev }: DevReport): string[] =>
  hostDev === 'covered'
    ? ['in a user namespace: nodes are bound from the host’s /dev, which is covered, not detached']
    : [];

/** How what is there compares with the plan; a plan alone has nothing to be compared with. */
function verdict({ nodes, mounts }: DevReport): string {
  const states = [...nodes, ...mounts].flatMap(({ state }) => (state === undefined ? [] : [state]));
  if (states.length === 0) return '';
  const drifted = states.filter((state) => state !== 'as-planned').length;
  return drifted === 0 ? '; all as planned' : `; not as planned: ${drifted}`;
}

/** How long each step of the launch took. */
function timelineLines({ timeline = [] }: DevReport): string[] {
  if (timeline.length === 0) return [];
  const rows = timeline.map(({ step, ns }) => [step, `${(ns / 1e6).toFixed(2)} ms`]);
  return ['', 'launch', ...indented(rows)];
}

export function mountLines(mounts: readonly DevReportMount[], others: DevReport['hostMounts'] = []): string[] {
  const preserved =
    mounts.length === 0 ? ['no mount is preserved'] : ['preserved mounts', ...indented(mounts.map(mountCells))];
  if (others.length === 0) return preserved;
  return [...preserved, '', 'other mounts of the host below /dev', ...indented(others.map(otherCells))];
}

const indented = (rows: readonly (readonly string[])[]): string[] => columns(rows).map((line) => `  ${line}`);

const otherCells = ({ path, fsType, source, reached }: NonNullable<DevReport['hostMounts']>[number]): string[] => [
  path,
  fsType,
  source,
  reached ? 'here as well' : 'not here',
];

function nodeCells(node: DevReportNode): string[] {
  const numbers = node.major === undefined ? '' : `${node.major},${node.minor ?? ''}`;
  const owner = node.uid === undefined ? '' : `${node.uid}:${node.gid ?? ''}`;
  const path = node.target === undefined ? node.path : `${node.path} → ${node.target}`;
  return [
    permissions(node),
    owner,
    numbers,
    path,
    node.reasons.map(reasonText).join(', '),
    drift(node),
    hostDrift(node),
  ];
}

function mountCells(mount: DevReportMount): string[] {
  const shared = mount.sharedWithHost ? 'shared with the host' : 'NOT the host’s';
  const { path, fsType, source, options, device = '', propagation = '' } = mount;
  return [path, fsType, source, options.join(','), shared, device, propagation, drift(mount)];
}

function reasonText({ kind, element, range, attached, path }: DevReportNode['reasons'][number]): string {
  switch (kind) {
    case 'default':
      return 'default';
    case 'element': {
      const line = range === undefined ? '' : ` (line ${range.start.line + 1})`;
      if (attached) return `${elementName(element ?? '')} (attached)`;
      return `${elementName(element ?? '')}${line}`;
    }
    case 'grant':
      return `granted${path === undefined ? '' : ` as ${path}`}`;
    case 'link':
      return `by way of ${path ?? 'a link'}`;
  }
}

/** Nothing where all is as planned: what stands out is what matters. */
function drift({
  state,
  differs,
}: {
  state?: DevReportNode['state'];
  differs?: readonly string[] | undefined;
}): string {
  if (state === undefined || state === 'as-planned') return '';
  return `[${state}${differs && differs.length > 0 ? `: ${differs.join(', ')}` : ''}]`;
}

const HOST_DRIFT: Readonly<Record<NonNullable<DevReportNode['host']>, string>> = {
  changed: '[another on the host by now]',
  gone: '[gone from the host]',
  appeared: '[only on the host by now]',
};

/** What the host has by now, where that is another thing. */
function hostDrift({ host }: DevReportNode): string {
  return host === undefined ? '' : HOST_DRIFT[host];
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = new Map<number, number>();
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths.set(index, Math.max(widths.get(index) ?? 0, cell.length));
  }
  return rows.map((row) =>
    row
      .flatMap((cell, index) => (widths.get(index) === 0 ? [] : [cell.padEnd(widths.get(index) ?? 0)]))
      .join('  ')
      .trimEnd(),
  );
}
