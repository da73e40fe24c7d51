import type { DiagnosticCode } from '../../domain-xml/diagnosticCodes.ts';
import { type Message, say } from '../../domain-xml/message.ts';
import type { Domain } from '../../domain-xml/model/domain.ts';
import { boundPtmx, PTMX, ptyProblems } from './boundPtmx.ts';
import { closeTerminals } from './closedTerminals.ts';
import type { Access, DevEntry, DevPlan, PlannedNode, Reason } from './devPlan.ts';
import { type Followed, followLinks } from './followLinks.ts';
import { isStill } from './hostDrift.ts';
import type { DevFacts, Grant, Lookup, LowerDevice, Wishes } from './hostFacts.ts';
import { isBelow, isBelowDev, parentsBelowDev } from './paths.ts';
import type { PlanProblem } from './planProblem.ts';
import { allReasons } from './reasons.ts';
import { blockNumber, pathByNumber } from './stacks.ts';
import { type WantedPath, wantedPaths } from './wanted.ts';

export interface PlanResult {
  readonly plan: DevPlan;
  /** Errors where the domain wants what the host lacks: the plan is then to be shown, not carried out. */
  readonly diagnostics: readonly PlanProblem[];
}

/** What devtmpfs gives a directory, for parents of which the host's own is not known. */
const PLAIN_DIRECTORY: Access = { mode: 0o755, uid: 0, gid: 0 };

/** The private /dev of a domain. Total, and a function of its arguments alone. */
export function planPrivateDev(domain: Domain, facts: DevFacts, wishes: Wishes): PlanResult {
  const entryAt = (path: string): Lookup | undefined => facts.entries[path];
  const nodes = new NodeList(facts);
  const diagnostics: PlanProblem[] = [...(facts.hardware.problems ?? [])];
  for (const wanted of wantedPaths(domain, wishes, facts)) {
    const isBoundPtmx = wanted.path === PTMX && facts.hostDev === 'covered';
    const asOnHost = followLinks(wanted.path, entryAt);
    const followed = isBoundPtmx ? boundPtmx(asOnHost, facts) : asOnHost;
    if (isBoundPtmx) diagnostics.push(...ptyProblems(domain, followed, facts));
    const problem = problemWith(wanted.path, followed, nodes);
    if (problem && (wanted.unlessMissing || isReplaced(wanted, entryAt))) continue;
    if (problem?.code === 'missing-device-node') nodes.addAbsent(wanted, followed);
    if (!problem) {
      nodes.addChain(wanted, followed);
      diagnostics.push(...nodes.addStack(wanted, followed));
    } else if (wanted.reason.kind === 'element') diagnostics.push(asDiagnostic(problem, wanted.path, wanted.reason));
  }
  for (const mount of facts.mounts) nodes.addParents(mount.path, [{ kind: 'default' }]);
  for (const grant of wishes.grants) nodes.lend(grant, followLinks(grant.path, entryAt));
  return { plan: nodes.finish(), diagnostics };
}

/** Whether what it would stand in for is all there. */
const isReplaced = ({ insteadOf = [] }: WantedPath, entryAt: (path: string) => Lookup | undefined): boolean =>
  insteadOf.length > 0 && insteadOf.every((path) => leadsSomewhere(followLinks(path, entryAt)));

const leadsSomewhere = (followed: Followed): boolean => followed.kind === 'end' && 'found' in followed.lookup;

interface Problem {
  readonly code: DiagnosticCode;
  readonly message: Message;
}

/** What is wrong with a wanted path. An error if the domain's XML asks for it; a default is left out in silence. */
function problemWith(path: string, followed: Followed, nodes: NodeList): Problem | undefined {
  if (followed.kind === 'loop')
    return { code: 'device-link-loop', message: say('{0}: the chain of links never ends', path) };
  if (followed.kind === 'unknown') return undefined;
  const { path: end, lookup } = followed;
  if (!('errno' in lookup) || !isBelowDev(end) || nodes.isPreserved(end)) return undefined;
  if (lookup.errno !== 'ENOENT') {
    return { code: 'device-node-unreadable', message: say('{0}: {1} at {2}', path, lookup.errno, end) };
  }
  // Without a link on the way it is the path itself, or a folder of it: then the path says it all.
  const message =
    followed.hops.length === 0
      ? say('{0} is not there on this host', path)
      : say('{0}, where {1} leads, is not there on this host', end, path);
  return { code: 'missing-device-node', message };
}

const asDiagnostic = (problem: Problem, path: string, { element, range }: ElementReason): PlanProblem => ({
  severity: 'error',
  ...problem,
  range,
  element,
  path,
});

type ElementReason = Extract<Reason, { kind: 'element' }>;

/** Nodes gathered by path: one wanted twice is made once, with both reasons. */
class NodeList {
  readonly #byPath = new Map<string, PlannedNode>();
  readonly #absent = new Map<string, readonly Reason[]>();
  readonly #ends: string[] = [];
  readonly #facts: DevFacts;

  constructor(facts: DevFacts) {
    this.#facts = facts;
  }

  /** At or below a mount that stays the host's: nothing there is ours to make. */
  isPreserved(path: string): boolean {
    return this.#facts.mounts.some((mount) => mount.path === path || isBelow(path, mount.path));
  }

  /** Every link on the way, what it leads to, and directories that `..` leaves again, as far as they lie below /dev. */
  addChain({ path, reason }: WantedPath, followed: Followed): void {
    if (followed.kind !== 'end') return;
    const behindLink: readonly Reason[] = [reason, { kind: 'link', path }];
    for (const [index, hop] of followed.hops.entries()) {
      this.#add(hop.path, { kind: 'link', target: hop.target }, index === 0 ? [reason] : behindLink);
    }
    const reasons = followed.hops.length === 0 ? [reason] : behindLink;
    for (const directory of followed.left) this.addParents(`${directory}/..`, [reason]);
    if ('found' in followed.lookup) this.#add(followed.path, followed.lookup.found, reasons);
    this.#ends.push(followed.path);
  }

  /** A way that comes from elsewhere is known by its end: elsewhere nobody watches. */
  addAbsent({ path, reason }: WantedPath, followed: Followed): void {
    const at = isBelowDev(path) || followed.kind !== 'end' ? path : followed.path;
    this.#absent.set(at, allReasons(this.#absent.get(at) ?? [], [reason]));
  }

  /**
   * Makes the copy at the end of the way the user's own, and nobody else's. The host's node is not touched. What can only
   * be bound is the host's own thing, and stays as it is.
   */
  lend({ uid, writable }: Grant, followed: Followed): void {
    const node = followed.kind === 'end' ? this.#byPath.get(followed.path) : undefined;
    if (node?.kind !== 'char' && node?.kind !== 'block') return;
    const { gid, label } = node.access;
    const access: Access = { mode: writable ? 0o600 : 0o400, uid, gid, ...(label !== undefined && { label }) };
    this.#byPath.set(node.path, { ...node, access });
  }

  /** What a device-mapper device is made of, by number. @returns an error where that has no end */
  addStack({ path, reason, image }: WantedPath, followed: Followed): PlanProblem[] {
    const number = image && blockNumber(followed);
    const stack = number === undefined ? undefined : this.#facts.stacks[number];
    for (const device of stack?.devices ?? []) {
      const at = pathByNumber(device);
      const link = followLinks(at, (here) => this.#facts.entries[here]);
      if (blockNumber(link) === device.number) this.addChain({ path: at, reason }, link);
      else this.#addByNumber(at, device, reason);
    }
    if (!stack?.tooDeep || reason.kind !== 'element') return [];
    const message = say('{0} is on more than 32 layers of device-mapper', path);
    return [asDiagnostic({ code: 'device-stack-too-deep', message }, path, reason)];
  }

  /** A host without udev has no links by number: the node itself stands there. QEMU does not need one that has no node. */
  #addByNumber(at: string, { path = '', number }: LowerDevice, reason: Reason): void {
    const named = followLinks(path, (here) => this.#facts.entries[here]);
    if (blockNumber(named) === number && named.kind === 'end' && 'found' in named.lookup)
      this.#add(at, named.lookup.found, [reason]);
  }

  addParents(path: string, reasons: readonly Reason[]): void {
    for (const parent of parentsBelowDev(path)) {
      const lookup = this.#facts.entries[parent];
      const known = lookup && 'found' in lookup && lookup.found.kind === 'directory' ? lookup.found.access : undefined;
      if (!this.isPreserved(parent)) {
        this.#merge({ path: parent, kind: 'directory', access: known ?? PLAIN_DIRECTORY, reasons });
      }
    }
  }

  #add(path: string, entry: DevEntry, reasons: readonly Reason[]): void {
    if (!isBelowDev(path) || this.isPreserved(path)) return;
    this.addParents(path, reasons);
    this.#merge(planned(path, entry, reasons));
  }

  #merge(node: PlannedNode): void {
    const present = this.#byPath.get(node.path);
    if (!present) this.#byPath.set(node.path, node);
    else {
      // A directory that is wanted itself is bound whole, whoever needed it as a parent before.
      const kept = present.kind === 'directory' ? node : present;
      this.#byPath.set(node.path, { ...kept, reasons: allReasons(present.reasons, node.reasons) });
    }
  }

  /** Not so are a link in a bound /dev/ptmx's place, and a node by number, with its folder, where there is no udev. */
  #isOfHost(node: PlannedNode): boolean {
    const lookup = this.#facts.entries[node.path];
    return lookup !== undefined && 'found' in lookup && isStill(node, lookup.found);
  }

  /** By path: parents come before what is in them, and the same domain gives the same list. */
  finish(): DevPlan {
    const all = [...this.#byPath.values()];
    const bound = all.filter((node) => node.kind === 'bind' && node.directory);
    // What is in a bound directory comes with it, mounts as well.
    const ours = ({ path }: { path: string }): boolean => !bound.some((directory) => isBelow(path, directory.path));
    const nodes = all
      .filter(ours)
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map((node): PlannedNode => (this.#isOfHost(node) ? node : { ...node, ours: true }));
    const shown = new Set(nodes.map((node) => node.path));
    const isHidden = (path: string): boolean => !shown.has(path) && ours({ path }) && !this.isPreserved(path);
    const absent = [...this.#absent].map(([path, reasons]) => ({ path, reasons }));
    return {
      nodes,
      mounts: this.#facts.mounts.filter(ours).map((mount) => closeTerminals(mount, nodes, this.#ends)),
      ...(absent.length > 0 && { absent }),
      hidden: this.#facts.hostPaths.filter(isHidden).length,
      ...(this.#facts.hostDev === 'covered' && { hostDev: 'covered' }),
    };
  }
}

/** mknod(2) can copy a device and symlink(2) a link; anything else in the host's /dev can only be bound. */
function planned(path: string, entry: DevEntry, reasons: readonly Reason[]): PlannedNode {
  if (entry.kind === 'char' || entry.kind === 'block' || entry.kind === 'link') return { path, reasons, ...entry };
  return { path, reasons, kind: 'bind', directory: entry.kind === 'directory', access: entry.access };
}
