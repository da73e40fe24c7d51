import type { Access, DevEntry, DevPlan, PlannedNode, PreservedMount } from './privateDev/devPlan.ts';
import { isBelow } from './privateDev/paths.ts';

/** What the kernel shows of a private /dev. */
export interface FoundDev {
  /** Every entry below /dev, mount points among them; what is below a mounted directory is left out. */
  readonly entries: readonly { readonly path: string; readonly entry: DevEntry }[];
  readonly mounts: readonly FoundMount[];
}

export type FoundMount = Omit<PreservedMount, 'onto'> & {
  /** `major:minor` of its superblock, st_dev of stat(2): the host's own where it is shared with the host. */
  readonly device: string;
  readonly sharedWithHost: boolean;
  readonly propagation: Propagation;
};

/** What becomes of mounts made upon it later: a slave's arrive from the host and none goes back. mount_namespaces(7). */
export type Propagation = 'slave' | 'private' | 'shared' | 'unbindable';

/** A mount that the host has below /dev and that was none of its outermost when the domain started. */
export interface HostMount {
  readonly path: string;
  readonly source: string;
  readonly fsType: string;
  /** Whether the domain has it too: so it is below a preserved mount, and not where only the host's /dev was. */
  readonly reached: boolean;
}

export type Drift = 'as-planned' | 'missing' | 'extra' | 'differs';

export interface ComparedNode {
  readonly path: string;
  readonly state: Drift;
  readonly planned?: PlannedNode;
  readonly found?: DevEntry;
  /** With `differs`: in what, in the words of the plan: `kind`, `major`, `minor`, `target`, `mode`, `uid`, `gid`, `acl`, `label`. */
  readonly differs?: readonly string[];
}

export interface ComparedMount {
  readonly path: string;
  readonly state: Drift;
  readonly planned?: PreservedMount;
  readonly found?: FoundMount;
}

export interface Comparison {
  readonly nodes: readonly ComparedNode[];
  readonly mounts: readonly ComparedMount[];
}

/** Holds what was found against what was planned, node by node and mount by mount, by path. */
export function compare(plan: DevPlan, found: FoundDev): Comparison {
  const entries = new Map(found.entries.map(({ path, entry }) => [path, entry]));
  const planned = new Set(plan.nodes.map((node) => node.path));
  const mounted = new Set(found.mounts.map((mount) => mount.path));
  const extra = found.entries.filter(
    ({ path }) => !planned.has(path) && !mounted.has(path) && !belongsToPlan(path, plan),
  );
  const nodes = [
    ...plan.nodes.map((node) => compareNode(node, entries.get(node.path), mounted.has(node.path))),
    ...extra.map(({ path, entry }): ComparedNode => ({ path, state: 'extra', found: entry })),
  ];
  return { nodes: nodes.sort(byPath), mounts: compareMounts(plan, found.mounts) };
}

const byPath = (a: { readonly path: string }, b: { readonly path: string }): number => (a.path < b.path ? -1 : 1);

/** What is in a bound directory is the host's and not planned entry by entry. */
const belongsToPlan = (path: string, plan: DevPlan): boolean =>
  plan.nodes.some((node) => node.kind === 'bind' && node.directory && isBelow(path, node.path));

function compareNode(planned: PlannedNode, found: DevEntry | undefined, isMount: boolean): ComparedNode {
  const { path } = planned;
  if (!found) return { path, state: 'missing', planned };
  const differs = differences(planned, found, isMount);
  return differs.length === 0
    ? { path, state: 'as-planned', planned, found }
    : { path, state: 'differs', planned, found, differs };
}

function differences(planned: PlannedNode, found: DevEntry, isMount: boolean): string[] {
  if (planned.kind === 'bind') {
    const isDirectory = found.kind === 'directory';
    // Without its mount a bound thing is the empty place that was made for it.
    if (!isMount || found.kind === 'link' || isDirectory !== planned.directory) return ['kind'];
    return accessDifferences(planned.access, found.access);
  }
  if (planned.kind === 'link') {
    if (found.kind !== 'link') return ['kind'];
    return found.target === planned.target ? [] : ['target'];
  }
  if (planned.kind === 'directory') {
    return found.kind === 'directory' ? accessDifferences(planned.access, found.access) : ['kind'];
  }
  if (found.kind !== planned.kind) return ['kind'];
  const numbers = (['major', 'minor'] as const).filter((field) => found[field] !== planned[field]);
  return [...numbers, ...accessDifferences(planned.access, found.access)];
}

const accessDifferences = (planned: Access, found: Access): string[] =>
  (['mode', 'uid', 'gid', 'acl', 'label'] as const).filter((field) => planned[field] !== found[field]);

function compareMounts(plan: DevPlan, found: readonly FoundMount[]): ComparedMount[] {
  const topmost = new Map(found.map((mount) => [mount.path, mount]));
  // A device is a mount where mknod was refused: compared as a node, it is none of these.
  const bindable = plan.nodes.filter((node) => node.kind !== 'directory' && node.kind !== 'link');
  const planned = new Set([...plan.mounts, ...bindable].map(({ path }) => path));
  const mounts = [
    ...plan.mounts.map((mount) => compareMount(mount, topmost.get(mount.path))),
    ...[...topmost.values()]
      .filter(({ path }) => !planned.has(path))
      .map((mount): ComparedMount => ({ path: mount.path, state: 'extra', found: mount })),
  ];
  return mounts.sort(byPath);
}

/** Options may change on the host at any time and are shown, not compared, but for ours; another superblock is another mount. */
function compareMount(planned: PreservedMount, found: FoundMount | undefined): ComparedMount {
  const { path } = planned;
  if (!found) return { path, state: 'missing', planned };
  const isClosed = !planned.nodev || found.options.includes('nodev');
  const same = found.sharedWithHost && found.fsType === planned.fsType && isClosed;
  return { path, state: same ? 'as-planned' : 'differs', planned, found };
}
