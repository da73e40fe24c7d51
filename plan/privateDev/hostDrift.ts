import type { Appeared } from './absentPaths.ts';
import type { DevEntry, DevPlan, PlannedNode } from './devPlan.ts';
import type { Lookup } from './hostFacts.ts';
import { type DevReport, reportAppeared } from './report.ts';

/** What became of the host's own node since it was copied. */
export type HostDrift = ReadonlyMap<string, 'changed' | 'gone'>;

/**
 * Which nodes of a plan the host has otherwise by now: another number or kind, a link that leads elsewhere. Owner and
 * mode are no such thing: the copy has what the plan gave it. Nor is a node that never was the host's.
 */
export function hostDrift({ nodes }: DevPlan, lookUp: (path: string) => Lookup): HostDrift {
  return new Map(
    nodes.flatMap((node): [string, 'changed' | 'gone'][] => {
      if (node.ours) return [];
      const here = lookUp(node.path);
      if ('errno' in here) return [[node.path, 'gone']];
      return isStill(node, here.found) ? [] : [[node.path, 'changed']];
    }),
  );
}

/** Whether what the host has is what a node of a plan is or is bound to; who may open it is not asked. */
export function isStill(node: PlannedNode, found: DevEntry): boolean {
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
