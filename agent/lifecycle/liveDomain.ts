import type { DevPlan } from '../../plan/privateDev/devPlan.ts';
import type { ConsoleEntry, DomainState, TimelineStep } from '../../protocol/methods.ts';
import type { DomainConsole } from '../consoles/console.ts';
import type { ProcessIdentity } from '../host/processIdentity.ts';
import type { ProcessEnd } from '../qemu/launcherProcess.ts';
import type { Monitor } from '../qemu/monitor.ts';
import type { SourceEntry } from './domainSource.ts';
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
  readonly source: SourceEntry;
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
  monitor: Monitor | undefined;
  consoles: readonly LiveConsole[];
  timeline: readonly TimelineStep[];
  /** Why it ends, where that is known before it does: `destroyed`, `shutdown`. */
  ending: string | undefined;
  /** Resolves when the process has ended and nothing of this run is left. */
  cleared: Promise<void>;
}

export interface LiveConsole {
  readonly entry: ConsoleEntry;
  readonly console: DomainConsole | undefined;
}
