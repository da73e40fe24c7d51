import type { DevReport, DevReportNode } from '../../protocol/methods.ts';

/** What one would not expect of a node, though it may be as planned. */
export interface DevWarning {
  readonly kind: 'wider-than-planned' | 'open-to-all' | 'dangling-link' | 'wrong-owner' | 'not-for-owner';
  readonly path: string;
}

/**
 * What deserves a second look in a /dev, by path.
 *
 * @param owner whom QEMU runs as
 */
export function devWarnings({ nodes, mounts }: Pick<DevReport, 'nodes' | 'mounts'>, owner: number): DevWarning[] {
  const places = new Set(nodes.filter(isInside).map(({ path }) => path));
  const hosts = new Set([...nodes.filter(({ kind }) => kind === 'bind'), ...mounts].map(({ path }) => path));
  const leadsSomewhere = (path: string): boolean =>
    !path.startsWith('/dev/') || places.has(path) || withFolders(path).some((each) => hosts.has(each));
  return nodes.filter(isInside).flatMap((node) => {
    const kinds: DevWarning['kind'][] = [
      ...(isWiderThanPlanned(node) ? (['wider-than-planned'] as const) : []),
      ...(isOpenDisk(node) ? (['open-to-all'] as const) : []),
      ...(hasOtherOwner(node) ? (['wrong-owner'] as const) : []),
      ...(isClosedTo(node, owner) ? (['not-for-owner'] as const) : []),
      ...(node.target !== undefined && !leadsSomewhere(resolved(node.path, node.target))
        ? (['dangling-link'] as const)
        : []),
    ];
    return kinds.map((kind) => ({ kind, path: node.path }));
  });
}

/** What is missing, or only on the host, is told of as that. */
const isInside = ({ state, host }: DevReportNode): boolean => state !== 'missing' && host !== 'appeared';

const bitsOf = (mode: string | undefined): number => Number.parseInt(mode ?? '0', 8);

/** Somebody may do more than the plan lets them. */
const isWiderThanPlanned = ({ mode, planned }: DevReportNode): boolean =>
  planned?.mode !== undefined && (bitsOf(mode) & ~bitsOf(planned.mode) & 0o777) !== 0;

/** A disk holds somebody's data; of a character device like /dev/null that says nothing. */
const isOpenDisk = ({ kind, mode }: DevReportNode): boolean => kind === 'block' && (bitsOf(mode) & 0o006) !== 0;

const hasOtherOwner = ({ differs = [] }: DevReportNode): boolean => differs.includes('uid') || differs.includes('gid');

/** A node that the domain asks for and that neither its group, an ACL nor everybody may open is of no use to another user. */
function isClosedTo({ kind, mode, acl, uid, reasons }: DevReportNode, owner: number): boolean {
  if (kind !== 'char' && kind !== 'block') return false;
  const isAskedFor = reasons.some((reason) => reason.kind === 'element' || reason.kind === 'grant');
  return isAskedFor && owner !== 0 && uid !== owner && acl === undefined && (bitsOf(mode) & 0o077) === 0;
}

/** Where a link at `path` leads, by its words alone. */
function resolved(path: string, target: string): string {
  const parts = target.startsWith('/') ? [] : path.split('/').slice(1, -1);
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** A path and the folders that it is in: below a mount or a bound folder all is the host's. */
function withFolders(path: string): string[] {
  const parts = path.split('/').slice(1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
}
