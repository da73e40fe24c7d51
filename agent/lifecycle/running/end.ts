import type { AgentContext } from '../agentContext.ts';
import type { LiveDomain } from '../liveDomain.ts';
import { orTell } from '../problems.ts';
import type { DomainRecord } from '../registry.ts';
import { removeLogs, removeRunDir } from '../start/domainFolders.ts';

/**
 * Clears away what a domain's run left, once its process has ended. Console logs stay with a defined domain, for who
 * comes later. Viewers get the rest of the output from the open log, at their own pace: a domain has ended even if
 * one of them never reads.
 */
export function endLive(agent: AgentContext, record: DomainRecord, live: LiveDomain, reason: string): void {
  if (record.live !== live) return;
  record.live = undefined;
  live.monitor?.close();
  for (const { entry, console } of live.consoles) {
    console?.end(reason).catch((error: unknown) => agent.log(`console ${entry.alias} of ${record.name}`, error));
  }
  orTell(agent, record, 'something of its run is left', () => {
    removeRunDir(agent.paths, record.owner, record.uuid);
    if (!record.definition) removeLogs(agent.paths, record.owner, record.uuid);
  });
  if (!record.definition) agent.registry.remove(record);
  agent.announce(record, reason);
}
