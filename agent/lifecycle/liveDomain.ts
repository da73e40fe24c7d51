import type { Layout } from '../../domain-xml/liveLayout.ts';
import type { DevPlan } from '../../plan/privateDev/devPlan.ts';
import type { ConsoleEntry, DomainState, TimelineStep } from '../../protocol/methods.ts';
import type { DomainConsole } from '../consoles/console.ts';
import type { ProcessIdentity } from '../host/processIdentity.ts';
import type { ProcessEnd } from '../qemu/launcherProcess.ts';
import type { Monitor } from '../qemu/monitor.ts';
import type { StartedFrom } from './definitions/domainSource.ts';
import type { ReadyDomain } from './readXml.ts';

/** A QEMU, or the launcher that is about to be one; pid and identity do not change between the two. */
export interface QemuProcess {
  readonly pid: number;
  /** False when it has ended already. */
  signal(signal: 'SIGTERM' | 'SIGKILL'): boolean;
  readonly ended: Promise<ProcessEnd>;
}

/** What there is of a domain while it runs. */
export interface LiveDomain {
  /** Small and counted up, as in virsh. */
  readonly id: number;
  /** What it was started from, and which text of whose file that was. */
  readonly source: StartedFrom;
  /** When it was started, ISO 8601. */
  readonly startedAt: string;
  /** Where the devices are that it began with. One that was attached has its place in the XML. */
  layout: Layout;
  changes: DeviceChanges;
  /** What it is now: with what was attached, without what was detached. */
  ready: ReadyDomain;
  plan: DevPlan;
  /** Changes of the running machine come one after another: resolves when the last one asked for is through. */
  lastChange: Promise<unknown>;
  readonly process: QemuProcess;
  /** Taken while it surely runs: at its end /proc has nothing more to say. */
  readonly identity: ProcessIdentity;
  /** Whom QEMU runs as, and so whose its PTYs are. */
  readonly qemuUid: number;
  /** Inode of its mount namespace; undefined until it has one of its own, and where namespaces are switched off. */
  mountNamespace: number | undefined;
  state: Exclude<DomainState, 'shut off' | 'crashed'>;
  /** Why it is in this state, as libvirt says it: `booted`, `unpaused`, `user`, `ioerror` … */
  reason: string;
  /** Since when it is in this state, ISO 8601. */
  since: string;
  /** Somebody asked for a reboot and the guest has not powered off yet. */
  rebooting: boolean;
  monitor: Monitor | undefined;
  /** What was done to it that the agent cannot answer for, in libvirt's words. */
  taints: readonly string[];
  consoles: readonly LiveConsole[];
  timeline: readonly TimelineStep[];
  /** Why it ends, where that is known before it does: `destroyed`, `shutdown`. */
  ending: string | undefined;
  /** Resolves when the process has ended and nothing of this run is left. */
  cleared: Promise<void>;
}

export function enterState(live: LiveDomain, { state, reason }: Pick<LiveDomain, 'state' | 'reason'>): void {
  live.state = state;
  live.reason = reason;
  live.since = new Date().toISOString();
}

/** Which devices came and went since the start. */
export interface DeviceChanges {
  /** Aliases. */
  readonly attached: readonly string[];
  readonly detached: readonly { readonly alias: string; readonly xml: string }[];
}

export const NO_CHANGES: DeviceChanges = { attached: [], detached: [] };

export const withAttached = (changes: DeviceChanges, alias: string): DeviceChanges => ({
  ...changes,
  attached: [...changes.attached, alias],
});

/** A device that was attached and detached again has left nothing to tell. */
export function withDetached({ attached, detached }: DeviceChanges, alias: string, xml: string): DeviceChanges {
  if (attached.includes(alias)) return { attached: attached.filter((each) => each !== alias), detached };
  return { attached, detached: [...detached, { alias, xml }] };
}

export interface LiveConsole {
  readonly entry: ConsoleEntry;
  readonly console: DomainConsole | undefined;
}
