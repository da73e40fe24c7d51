import type { AgentConfig } from '../access/config.ts';
import type { DrainThread } from '../consoles/drainThread.ts';
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
  readonly drainThread: DrainThread;
  /** The kernel's Landlock ABI, 0 without one. */
  readonly landlockAbi: number;
  /** Tells subscribers that the domain's state changed, and why. */
  announce(record: DomainRecord, reason: string): void;
  /** Counts up over the agent's life. */
  nextId(): number;
  /** For what nobody who asked is there to hear of. */
  log(message: string, error?: unknown): void;
}
