import type { AgentConfig } from '../access/config.ts';
import type { DrainThreads } from '../consoles/drainThreads.ts';
import type { Shell } from '../consoles/shell.ts';
import type { LauncherPool } from '../qemu/launcherPool.ts';
import type { AgentPaths } from './agentPaths.ts';
import type { DomainEvents } from './domainEvents.ts';
import type { DomainRecord, Registry } from './registry.ts';

/** What every part of the domains' life works with. */
export interface AgentContext {
  readonly paths: AgentPaths;
  readonly config: AgentConfig;
  readonly registry: Registry;
  readonly launchers: LauncherPool;
  readonly events: DomainEvents;
  /** The thread that empties the PTYs of all consoles. */
  readonly drainThreads: DrainThreads;
  /** The shells that are open, and who opened each. */
  readonly shells: Set<{ readonly uid: number; readonly shell: Shell }>;
  /** The kernel's Landlock ABI, 0 without one. */
  readonly landlockAbi: number;
  /** Tells subscribers that the domain's state changed, and why. */
  announce(record: DomainRecord, reason: string): void;
  /** Above every id so far: counts up over the agents' lives, as long as a domain lives on. */
  nextId(): number;
  /** A domain that was taken over has this id. */
  keepId(id: number): void;
  /** Folders of runs that could not be taken over, for who administers the machine. */
  readonly leftAlone: { readonly path: string; readonly why: string }[];
  /** For what nobody who asked is there to hear of. */
  log(message: string, error?: unknown): void;
}
