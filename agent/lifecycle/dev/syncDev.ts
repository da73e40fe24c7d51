import type { PlannedNode } from '../../../plan/privateDev/devPlan.ts';
import { withHolders } from '../../../plan/privateDev/holders.ts';
import { syncNodes } from '../../../plan/privateDev/syncNodes.ts';
import type { Result } from '../../../protocol/methods.ts';
import type { Caller } from '../../access/caller.ts';
import { ownerAsCaller, qemuIdentity } from '../../access/qemuIdentity.ts';
import { wishesOf } from '../../access/wishes.ts';
import { openDevices } from '../../host/openDevices.ts';
import { keepRecord } from '../adoption/statusFile.ts';
import type { AgentContext } from '../agentContext.ts';
import type { DomainRecord } from '../registry.ts';
import { inTurn, nodeChange, requireMonitor, requireSameRun } from '../running/changeRunning.ts';
import { planDomain } from '../start/planDomain.ts';
import { changePrivateDev } from './changePrivateDev.ts';

/**
 * Brings a running domain's /dev to what the host has now: a node that was made anew with another number, a link that
 * leads elsewhere, a device that was plugged in again. What QEMU has open stays as it is, and so
 * does what can only be bound: neither keeps the rest from being done.
 */
export function syncDev(agent: AgentContext, record: DomainRecord, caller: Caller): Promise<Result<'syncDev'>> {
  const { live } = requireMonitor(record);
  return inTurn(record, live, async () => {
    const identity = qemuIdentity(caller, agent.config.qemuUser);
    const { domain } = live.ready;
    const { plan: now } = await planDomain(domain, identity, wishesOf(agent.config, record.owner, identity.uid));
    requireSameRun(record, live);
    const open = openDevices(live.process.pid);
    const isHeld = (node: PlannedNode): boolean =>
      (node.kind === 'char' || node.kind === 'block') && open.has(`${node.kind} ${node.major}:${node.minor}`);
    const { plan, steps, held, refused } = syncNodes(live.plan, withHolders(now, domain), isHeld);
    changePrivateDev(live, steps);
    live.plan = plan;
    keepRecord(agent, record, live);
    if (steps.length > 0) agent.announce(record, 'dev synchronised');
    return { changed: steps.map(nodeChange), held: [...held], refused: [...refused] };
  });
}

/** The same without anybody asking: by the rights that the owner would have. */
export const syncAsOwner = (agent: AgentContext, record: DomainRecord): Promise<Result<'syncDev'>> =>
  syncDev(agent, record, ownerAsCaller({ pid: process.pid, uid: 0, gid: 0, groups: [] }, record.owner));
