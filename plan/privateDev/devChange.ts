import type { AbsentPath, DevPlan, PlannedNode, Reason } from './devPlan.ts';
import { allReasons } from './reasons.ts';

/** One thing to do to the /dev of a running domain. `before` is what stands there, for the way back. */
export type DevStep =
  | { readonly kind: 'make'; readonly node: PlannedNode }
  | { readonly kind: 'replace'; readonly node: PlannedNode; readonly before: PlannedNode }
  | { readonly kind: 'remove'; readonly before: PlannedNode };

/** What is to be done, in this order, and the plan that holds afterwards. */
export interface DevChange {
  readonly plan: DevPlan;
  readonly steps: readonly DevStep[];
}

/**
 * The plan with what a device needs besides. A node that is there already gets one more reason and is not touched; one
 * that is another thing by now (a number, a link's target) is replaced.
 */
export function attachNodes(present: DevPlan, addition: readonly PlannedNode[]): DevChange {
  const nodes = new Map(present.nodes.map((node) => [node.path, node]));
  const steps: DevStep[] = [];
  for (const node of byPath(addition)) {
    const before = nodes.get(node.path);
    const reasons = before ? allReasons(before.reasons, node.reasons) : node.reasons;
    if (before && (isSame(before, node) || node.kind === 'directory')) {
      nodes.set(node.path, { ...before, reasons });
      continue;
    }
    const planned = { ...node, reasons };
    nodes.set(node.path, planned);
    steps.push(before ? { kind: 'replace', node: planned, before } : { kind: 'make', node: planned });
  }
  return { plan: planOf(present, nodes), steps };
}

/**
 * The plan without what only this device held. A reason is a reference: a node goes with its last one, so a default, a
 * grant or another device keeps it.
 *
 * @param device the alias
 */
export function detachNodes(present: DevPlan, device: string): DevChange {
  const kept = new Map<string, PlannedNode>();
  const steps: DevStep[] = [];
  const withoutDevice = ({ reasons }: AbsentPath): Reason[] =>
    reasons.filter((reason) => !(reason.kind === 'element' && reason.device === device));
  for (const node of present.nodes) {
    const reasons = withoutDevice(node);
    // How one gets there is no reason to be there.
    if (reasons.some(({ kind }) => kind !== 'link')) kept.set(node.path, { ...node, reasons });
    else steps.unshift({ kind: 'remove', before: node });
  }
  const absent = (present.absent ?? [])
    .map((each) => ({ ...each, reasons: withoutDevice(each) }))
    .filter(({ reasons }) => reasons.length > 0);
  return { plan: planOf(present, withoutGoneWays(kept), absent), steps };
}

/** A link that is gone leads nowhere any more. */
function withoutGoneWays(nodes: ReadonlyMap<string, PlannedNode>): ReadonlyMap<string, PlannedNode> {
  const stands = (reason: Reason): boolean =>
    reason.kind !== 'link' || !reason.path.startsWith('/dev/') || nodes.has(reason.path);
  return new Map([...nodes].map(([path, node]) => [path, { ...node, reasons: node.reasons.filter(stands) }]));
}

/** The way back from steps that were done. */
export const undo = (steps: readonly DevStep[]): DevStep[] => [...steps].reverse().map(inverse);

function inverse(step: DevStep): DevStep {
  switch (step.kind) {
    case 'make':
      return { kind: 'remove', before: step.node };
    case 'replace':
      return { kind: 'replace', node: step.before, before: step.node };
    case 'remove':
      return { kind: 'make', node: step.before };
  }
}

/** Which devices of the domain hold a node, by alias. */
export const holdersOf = ({ reasons }: PlannedNode): string[] =>
  reasons.flatMap((reason) => (reason.kind === 'element' && reason.device !== undefined ? [reason.device] : []));

/** Whether two nodes are the same thing, whoever wants them, and whether or not the host has the like. */
export function isSame(one: PlannedNode, other: PlannedNode): boolean {
  const thing = ({ reasons, ours, ...rest }: PlannedNode): unknown => rest;
  return sameValue(thing(one), thing(other));
}

function sameValue(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => sameValue(one[key as never], other[key as never]));
}

const byPath = (nodes: readonly PlannedNode[]): PlannedNode[] => [...nodes].sort((a, b) => (a.path < b.path ? -1 : 1));

/** The present plan with these nodes instead. */
export function planOf(
  { absent: before = [], ...present }: DevPlan,
  nodes: ReadonlyMap<string, PlannedNode>,
  absent: readonly AbsentPath[] = before,
): DevPlan {
  return { ...present, nodes: byPath([...nodes.values()]), ...(absent.length > 0 && { absent }) };
}
