import { elementName, permissions } from '../../plan/privateDev/nodeText.ts';
import type { DevReport, DevReportNode } from '../../protocol/methods.ts';

/**
 * A private /dev as it is planned, a line a node. Words are parted by one space and nothing is aligned: a line that is
 * the same is the same in every text.
 */
export function devText({ nodes, mounts }: DevReport): string {
  return [
    // What is there and was not asked for is no plan; what the host has only by now is not in it.
    ...nodes.filter(({ state, host }) => state !== 'extra' && host !== 'appeared').map(nodeLine),
    ...mounts.filter(({ state }) => state !== 'extra').map(({ path, fsType }) => `${path} ${fsType}, preserved`),
    '',
  ].join('\n');
}

function nodeLine(node: DevReportNode): string {
  const { path, target, major, minor, uid, gid, reasons } = node;
  const because = [...new Set(reasons.map(reasonWords))].join(', ');
  const words = [
    path,
    ...(target === undefined ? [] : [`-> ${target}`]),
    permissions(node),
    ...(uid === undefined ? [] : [`${uid}:${gid ?? ''}`]),
    ...(major === undefined ? [] : [`${major},${minor ?? ''}`]),
  ];
  return because === '' ? words.join(' ') : `${words.join(' ')} (${because})`;
}

function reasonWords({ kind, element, path, attached }: DevReportNode['reasons'][number]): string {
  if (kind === 'element') return `${elementName(element ?? '')}${attached ? ', attached' : ''}`;
  return kind === 'default' || path === undefined ? kind : `${kind} ${path}`;
}
