import type { AgentContext } from './agentContext.ts';
import { removeLogs, removeRunDir } from './domainFolders.ts';
import type { LiveDomain } from './liveDomain.ts';
import type { DomainRecord } from './registry.ts';
import { writeStatus } from './statusFile.ts';

/** Follows a running domain: its state as QEMU tells it, and its end. */
export function watchLive(agent: AgentContext, record: DomainRecord, live: LiveDomain): void {
  live.monitor?.onEvent(({ event }) => {
    if (event === 'SHUTDOWN') live.ending ??= 'shutdown';
    const state = STATE_AFTER[event];
    if (!state || state === live.state) return;
    live.state = state;
    writeStatus(agent, record, live);
    agent.announce(record, event.toLowerCase());
  });
  live.cleared = live.process.ended.then(({ code, signal }) => {
    const reason = live.ending ?? (signal ? `killed by ${signal}` : `died with exit code ${code}`);
    return endLive(agent, record, live, reason);
  });
}

const STATE_AFTER: Readonly<Record<string, LiveDomain['state']>> = {
  STOP: 'paused',
  RESUME: 'running',
  POWERDOWN: 'in shutdown',
};

/**
 * Clears away what a domain's run left, once its process has ended: every viewer gets the rest of the output first.
 * Console logs stay with a defined domain, for who comes later.
 */
export async function endLive(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  reason: string,
): Promise<void> {
  if (record.live !== live) return;
  live.monitor?.close();
  await Promise.all(live.consoles.map(({ console }) => console?.end(reason)));
  removeRunDir(agent.paths, record.owner, record.uuid);
  record.live = undefined;
  if (!record.definition) {
    removeLogs(agent.paths, record.owner, record.uuid);
    agent.registry.remove(record);
  }
  agent.announce(record, reason);
}
