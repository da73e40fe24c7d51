import type { Range } from '../../domain-xml/position.ts';
import type { ComparedMount, ComparedNode, Comparison, Drift, HostMount, Propagation } from '../compare.ts';
import type { Appeared } from './absentPaths.ts';
import type { Access, DevEntry, DevPlan, HostDev, PlannedNode, PreservedMount, Reason } from './devPlan.ts';

/** A private /dev as scripts and the editor read it: the shape of `plan --json` and `dev --json`. */
export interface DevReport {
  nodes: DevReportNode[];
  mounts: DevReportMount[];
  hidden: number;
  hostMounts?: HostMount[];
  /** `covered`: in a user namespace, where the host's /dev lies beneath, and nodes are binds of the host's. */
  hostDev?: HostDev;
}

/** What stands at a path. */
interface DevReportThing {
  kind: 'char' | 'block' | 'link' | 'bind' | 'directory';
  major?: number;
  minor?: number;
  mode?: string;
  uid?: number;
  gid?: number;
  acl?: string;
  label?: string;
  target?: string;
}

export interface DevReportNode extends DevReportThing {
  path: string;
  reasons: {
    kind: Reason['kind'];
    element?: string;
    range?: Range;
    device?: string;
    attached?: true;
    path?: string;
  }[];
  state?: Drift;
  differs?: string[];
  /** With `differs`: what was planned in its place. */
  planned?: DevReportThing;
  host?: 'changed' | 'gone' | 'appeared';
}

export interface DevReportMount {
  path: string;
  source: string;
  fsType: string;
  options: string[];
  sharedWithHost: boolean;
  device?: string;
  propagation?: Propagation;
  state?: Drift;
}

/** What will be. */
export function reportPlan(plan: DevPlan): DevReport {
  return {
    nodes: plan.nodes.map((node) => reportNode(node.path, node, node.reasons)),
    mounts: plan.mounts.map((mount) => ({ ...reportMount(mount), sharedWithHost: true })),
    ...whole(plan),
  };
}

/** What is, held against what was planned. A node is shown as it was found; a missing one as it was planned. */
export function reportComparison({ nodes, mounts }: Comparison, plan: Whole): DevReport {
  return { nodes: nodes.flatMap(reportCompared), mounts: mounts.flatMap(reportComparedMount), ...whole(plan) };
}

type Whole = Pick<DevPlan, 'hidden' | 'hostDev'>;

const whole = ({ hidden, hostDev }: Whole): Whole => ({ hidden, ...(hostDev && { hostDev }) });

function reportCompared({ path, state, planned, found, differs }: ComparedNode): DevReportNode[] {
  const shown = shownAs(planned, found);
  if (!shown) return [];
  const node = reportNode(path, shown, planned?.reasons ?? []);
  const plan = differs && planned ? { differs: [...differs], planned: reportThing(planned) } : {};
  return [{ ...node, state, ...plan }];
}

/** What the domain wants and the host has only by now: shown as the host has it, since the domain has nothing to show. */
export const reportAppeared = ({ path, reasons, found }: Appeared): DevReportNode => ({
  ...reportNode(path, found, reasons),
  host: 'appeared',
});

/** A bound thing keeps the plan's kind: that it is a mount is what matters of it. */
function shownAs(planned: PlannedNode | undefined, found: DevEntry | undefined): Shown | undefined {
  if (!found) return planned;
  return planned?.kind === 'bind' && 'access' in found ? { kind: 'bind', access: found.access } : found;
}

type Shown = PlannedNode | DevEntry | { readonly kind: 'bind'; readonly access: Access };

function reportNode(path: string, shown: Shown, reasons: readonly Reason[]): DevReportNode {
  return { path, ...reportThing(shown), reasons: reasons.map(reportReason) };
}

const reportThing = (shown: Shown): DevReportThing => ({
  kind: reportKind(shown.kind),
  ...numbersOf(shown),
  ...accessOf(shown),
});

/** What the host has at a path, in the same words. */
export const reportEntry = (path: string, found: DevEntry): DevReportNode => reportNode(path, found, []);

/** A file, socket or FIFO that stands in a private /dev can only be a bind. */
const reportKind = (kind: Shown['kind']): DevReportNode['kind'] =>
  kind === 'file' || kind === 'socket' || kind === 'fifo' ? 'bind' : kind;

function numbersOf(shown: Shown): Pick<DevReportNode, 'major' | 'minor' | 'target'> {
  if (shown.kind === 'link') return { target: shown.target };
  return 'major' in shown ? { major: shown.major, minor: shown.minor } : {};
}

function accessOf(shown: Shown): Pick<DevReportThing, 'mode' | 'uid' | 'gid' | 'acl' | 'label'> {
  if (!('access' in shown)) return {};
  const { mode, uid, gid, acl, label } = shown.access;
  const more = { ...(acl !== undefined && { acl }), ...(label !== undefined && { label }) };
  return { mode: mode.toString(8).padStart(4, '0'), uid, gid, ...more };
}

function reportReason(reason: Reason): DevReportNode['reasons'][number] {
  if (reason.kind === 'element') {
    const { element, range, device, attached } = reason;
    const holder = device === undefined ? {} : { device };
    return attached
      ? { kind: 'element', element, ...holder, attached }
      : { kind: 'element', element, range, ...holder };
  }
  return reason.kind === 'default' ? { kind: 'default' } : { kind: reason.kind, path: reason.path };
}

const reportMount = ({
  path,
  source,
  fsType,
  options,
}: Omit<PreservedMount, 'onto'>): Omit<DevReportMount, 'sharedWithHost'> => ({
  path,
  source,
  fsType,
  options: [...options],
});

function reportComparedMount({ state, planned, found }: ComparedMount): DevReportMount[] {
  const mount = found ?? planned;
  const proof = found ? { device: found.device, propagation: found.propagation } : {};
  return mount ? [{ ...reportMount(mount), sharedWithHost: found?.sharedWithHost ?? false, ...proof, state }] : [];
}
