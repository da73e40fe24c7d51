import type { MonitorEvent } from '../qemu/monitor.ts';
import type { AgentContext } from './agentContext.ts';
import { afterDeviceDeleted, afterUnplugRefused } from './detachDevice.ts';
import { DevWatch } from './devWatch.ts';
import { endLive, orSay } from './end.ts';
import { afterShutdown } from './guestShutdown.ts';
import type { LiveDomain } from './liveDomain.ts';
import type { DomainRecord } from './registry.ts';
import { writeStatus } from './statusFile.ts';

/** Follows a running domain: its state as QEMU tells it, what its guest asks for, and its end. */
export function watchLive(agent: AgentContext, record: DomainRecord, live: LiveDomain): void {
  live.monitor?.onEvent((event) => {
    if (event.event === 'SHUTDOWN') followShutdown(agent, live, event);
    if (event.event === 'DEVICE_DELETED') void afterDeviceDeleted(agent, record, live, event);
    if (event.event === 'DEVICE_UNPLUG_GUEST_ERROR') afterUnplugRefused(live, event);
    const state = STATE_AFTER[event.event];
    if (!state || state === live.state || record.live !== live) return;
    live.state = state;
    orSay(agent, `the state of ${record.name} cannot be written down`, () => writeStatus(agent, record, live));
    agent.announce(record, event.event.toLowerCase());
  });
  const dev = live.mountNamespace === undefined ? undefined : new DevWatch(agent, record, live);
  live.cleared = live.process.ended.then(({ code, signal }) => {
    dev?.close();
    const reason = live.ending ?? (signal ? `killed by ${signal}` : `died with exit code ${code}`);
    endLive(agent, record, live, reason);
  });
}

const STATE_AFTER: Readonly<Record<string, LiveDomain['state']>> = {
  STOP: 'paused',
  RESUME: 'running',
  POWERDOWN: 'in shutdown',
};

/** QEMU ends by itself unless the command line told it to wait for this word; then the signal is what ends it. */
function followShutdown(agent: AgentContext, live: LiveDomain, event: MonitorEvent): void {
  const after = afterShutdown(live.ready.domain, event);
  if (after === 'restart') void restart(agent, live);
  if (after !== 'end') return;
  live.ending ??= 'shutdown';
  live.process.signal('SIGTERM');
}

async function restart(agent: AgentContext, live: LiveDomain): Promise<void> {
  try {
    await live.monitor?.execute('system_reset');
    await live.monitor?.execute('cont');
  } catch (error) {
    agent.log(`${live.ready.domain.name} could not be restarted after its guest powered off`, error);
  }
}
