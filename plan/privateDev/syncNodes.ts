import { type DevChange, type DevStep, isSame, planOf } from './devChange.ts';
import type { Access, DevPlan, PlannedNode, Reason } from './devPlan.ts';
import { isBelow, parentsBelowDev } from './paths.ts';

export interface DevSync extends DevChange {
  /** Nodes that should go or be another, and that the process has open: they stay as they are. */
  readonly held: readonly string[];
  /** What cannot be changed while the process runs: what could only be bound, and where it is in the way of the rest. */
  readonly refused: readonly string[];
}

/**
 * What brings the present /dev to what the host has now. Reasons of nodes that stay are kept: they say where in the
 * user's file something is, which a plan of the running domain's XML does not know.
 *
 * @param now a plan of the same domain by today's facts
 * @param isHeld whether the process has the node open
 */
export function syncNodes(present: DevPlan, now: DevPlan, isHeld: (node: PlannedNode) => boolean): DevSync {
  const wanted = new Map(now.nodes.map((node) => [node.path, node]));
  const isSameThing = thingsIn(present);
  const nodes = new Map<string, PlannedNode>();
  const [removals, rest]: [DevStep[], DevStep[]] = [[], []];
  const { kept, held, refused, unbindable, skipped } = whatStays(present, now, isHeld);
  for (const before of present.nodes) {
    const node = wanted.get(before.path);
    if (node && isSameThing(before, node)) nodes.set(before.path, { ...node, reasons: before.reasons });
    else if (kept.has(before.path)) nodes.set(before.path, before);
    else if (!node) removals.unshift({ kind: 'remove', before });
    else {
      const planned = { ...node, reasons: before.reasons };
      nodes.set(before.path, planned);
      if (isReplaceable(before, node)) rest.push({ kind: 'replace', node: planned, before });
      else {
        removals.unshift({ kind: 'remove', before });
        rest.push({ kind: 'make', node: planned });
      }
    }
  }
  const inFile = reasonsByDevice(present);
  const asInFile = <T extends { readonly reasons: readonly Reason[] }>(each: T): T => ({
    ...each,
    reasons: each.reasons.map(inFile),
  });
  for (const found of now.nodes) {
    if (nodes.has(found.path) || skipped.has(found.path)) continue;
    if (parentsBelowDev(found.path).some((parent) => (nodes.get(parent)?.kind ?? 'directory') !== 'directory')) {
      refused.push(found.path);
      continue;
    }
    const node = asInFile(found);
    nodes.set(node.path, node);
    rest.push({ kind: 'make', node });
  }
  // Still wanted: what could not come is told of as long as it is only on the host.
  const toCome = unbindable.filter(({ path }) => !nodes.has(path)).map(({ path, reasons }) => ({ path, reasons }));
  const absent = [...(now.absent ?? []), ...toCome].map(asInFile);
  return { plan: planOf(present, nodes, absent), steps: [...removals, ...rest], held, refused };
}

interface Staying {
  /** Of the present nodes, those that stay as they are though the host has them otherwise. */
  readonly kept: ReadonlySet<string>;
  /** Of today's nodes, those that are not made. */
  readonly skipped: ReadonlySet<string>;
  readonly held: string[];
  readonly refused: string[];
  readonly unbindable: readonly PlannedNode[];
}

/** A node that stays keeps the links that lead to it and the folders it is in; a link to what cannot come stays too. */
function whatStays(present: DevPlan, now: DevPlan, isHeld: (node: PlannedNode) => boolean): Staying {
  const before = new Map(present.nodes.map((node) => [node.path, node]));
  const wanted = new Map(now.nodes.map((node) => [node.path, node]));
  const [isBound, isSameThing] = [boundIn(present), thingsIn(present)];
  const unbindable = now.nodes.filter((node) => isBound(node) && !isSameThing(node, before.get(node.path)));
  const closed = new Set(unbindable.flatMap((node) => [node.path, ...waysTo(node)]));
  const isOn = (ways: ReadonlySet<string>, node: PlannedNode | undefined): boolean =>
    node !== undefined && [node.path, ...waysTo(node)].some((way) => ways.has(way));

  const changing = present.nodes.filter((node) => !isSameThing(node, wanted.get(node.path)));
  const held = changing.filter(isHeld);
  const blocked = changing.filter((node) => {
    const other = wanted.get(node.path);
    if (other && isBound(other)) return true;
    if (node.kind === 'link') return isOn(closed, node) || isOn(closed, other);
    return !other && isOn(closed, node);
  });
  const staying = [...held, ...blocked];
  const ways = new Set(staying.flatMap(waysTo));
  staying.push(...changing.filter((node) => node.kind === 'link' && !wanted.has(node.path) && isOn(ways, node)));
  const folders = changing.filter(
    ({ kind, path }) =>
      kind === 'directory' &&
      wanted.get(path)?.kind !== 'directory' &&
      staying.some((node) => isBelow(node.path, path)),
  );
  const deadLinks = now.nodes.filter((node) => node.kind === 'link' && isOn(closed, node));
  const inTheWay = [...blocked, ...folders].filter(({ path }) => wanted.has(path));
  return {
    kept: new Set([...staying, ...folders].map(({ path }) => path)),
    skipped: new Set([...unbindable, ...deadLinks].map(({ path }) => path)),
    held: held.map(({ path }) => path),
    refused: [...new Set([...unbindable, ...inTheWay].map(({ path }) => path))],
    unbindable,
  };
}

/** The links by which it is reached, by where their chains begin. */
const waysTo = ({ reasons }: PlannedNode): string[] =>
  reasons.flatMap((reason) => (reason.kind === 'link' ? [reason.path] : []));

/** A folder cannot be put in another thing's place, nor anything in a folder's. */
const isReplaceable = (before: PlannedNode, node: PlannedNode): boolean =>
  before.kind === node.kind || (!isFolder(before) && !isFolder(node));

const isFolder = (node: PlannedNode): boolean => node.kind === 'directory' || (node.kind === 'bind' && node.directory);

/** A mount can only be made from within, before QEMU runs; in a user namespace that is what a device is, too. */
const boundIn =
  ({ hostDev }: DevPlan) =>
  ({ kind }: PlannedNode): boolean =>
    kind === 'bind' || (hostDev === 'covered' && (kind === 'char' || kind === 'block'));

/** Whether it is the same thing; of a bound one owner and mode are the host's own, whatever they are. */
function thingsIn(present: DevPlan): (one: PlannedNode, other: PlannedNode | undefined) => boolean {
  const isBound = boundIn(present);
  const thing = (node: PlannedNode): PlannedNode =>
    isBound(node) && 'access' in node ? { ...node, access: HOSTS_OWN } : node;
  return (one, other) => other !== undefined && isSame(thing(one), thing(other));
}

const HOSTS_OWN: Access = { mode: 0, uid: 0, gid: 0 };

/** A reason as it was given when the device came: with its place in the user's file, if it has one. */
function reasonsByDevice({ nodes, absent = [] }: DevPlan): (reason: Reason) => Reason {
  const known = new Map<string, Reason>();
  for (const reason of [...nodes, ...absent].flatMap(({ reasons }) => reasons)) {
    if (reason.kind === 'element' && reason.device !== undefined)
      known.set(`${reason.device} ${endOf(reason)}`, reason);
  }
  return (reason) =>
    (reason.kind === 'element' && reason.device !== undefined && known.get(`${reason.device} ${endOf(reason)}`)) ||
    reason;
}

/** Which part of the device it is, whatever number the device has among its like. */
const endOf = ({ element }: { readonly element: string }): string => element.split('/').slice(4).join('/');
