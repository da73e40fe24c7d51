import type { Appeared } from './absentPaths.ts';
import type { DevEntry, DevPlan, PlannedNode } from './devPlan.ts';
import type { Lookup } from './hostFacts.ts';
import { type DevReport, reportAppeared } from './report.ts';

/** What became of the host's own node since it was copied. */
export type HostDrift = ReadonlyMap<string, 'changed' | 'gone'>;

/**
 * Which nodes of a plan the host has otherwise by now: another number or kind, a link that leads elsewhere. Owner and
 * mode are no such thing: the copy has what the plan gave it.
 */
export function hostDrift({ nodes }: DevPlan, lookUp: (path: string) => Lookup): HostDrift {
  return new Map(
    nodes.flatMap((node): [string, 'changed' | 'gone'][] => {
      const here = lookUp(node.path);
      if ('errno' in here) return [[node.path, 'gone']];
      return isStill(node, here.found) ? [] : [[node.path, 'changed']];
    }),
  );
}

function isStill(node: PlannedNode, found: DevEntry): boolean {
  switch (node.kind) {
    case 'char':
    case 'block':
      return found.kind === node.kind && found.major === node.major && found.minor === node.minor;
    case 'link':
      return found.kind === 'link' && found.target === node.target;
    case 'directory':
      return found.kind === 'directory';
    case 'bind':
      return found.kind !== 'link' && (found.kind === 'directory') === node.directory;
  }
}

/** The report with it, and with what came since. */
export function withHostDrift(report: DevReport, drift: HostDrift, come: readonly Appeared[] = []): DevReport {
  const nodes = report.nodes.map((node) => {
    const host = drift.get(node.path);
    return host === undefined ? node : { ...node, host };
  });
  // What stands there without being planned is an extra node, and told as that.
  const shown = new Set(nodes.map(({ path }) => path));
  const more = come.filter(({ path }) => !shown.has(path)).map(reportAppeared);
  return { ...report, nodes: [...nodes, ...more].sort((a, b) => (a.path < b.path ? -1 : 1)) };
}
