import type { Wishes } from '../../plan/privateDev/hostFacts.ts';
import type { AgentConfig } from './config.ts';
import { grantsFor } from './grants.ts';

/** What the administrator's configuration puts into the private /dev of a user's domain, whose QEMU runs as `qemuUid`. */
export const wishesOf = (config: AgentConfig, owner: number, qemuUid: number): Wishes => ({
  defaultNodes: config.defaultNodes,
  grants: config.grants.length === 0 ? [] : grantsFor(config, owner, qemuUid),
});
