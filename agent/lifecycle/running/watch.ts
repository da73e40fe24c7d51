import type { Monitor, MonitorEvent } from '../../qemu/monitor.ts';
import { writeStatus } from '../adoption/statusFile.ts';
import type { AgentContext } from '../agentContext.ts';
import { domainRunDir, outputPath } from '../agentPaths.ts';
import { DevWatch } from '../dev/devWatch.ts';
import { afterDeviceDeleted, afterUnplugRefused } from '../hotPlug/detachDevice.ts';
import { enterState, type LiveDomain } from '../liveDomain.ts';
import { orTell, tellProblem } from '../problems.ts';
import type { DomainRecord } from '../registry.ts';
import { boundOutput } from './boundOutput.ts';
import { endLive } from './end.ts';
import { type AfterShutdown, afterShutdown } from './guestShutdown.ts';
import { forgetReboot, heedResets, restart } from './power.ts';
import { type StateAndReason, saysWhyStopped, stateAfter } from './stateAfter.ts';

/** Follows a running domain: its state as QEMU tells it, what its guest asks for, and its end. */
export function watchLive(agent: AgentContext, record: DomainRecord, live: LiveDomain): void {
  if (live.monitor) watchMonitor(agent, record, live, live.monitor);
  const dev = live.mountNamespace === undefined ? undefined : new DevWatch(agent, record, live);
  const free = bounded(agent, record);
  live.cleared = live.process.ended.then(({ code, signal }) => {
    dev?.close();
    free?.();
    const reason = live.ending ?? (signal ? `killed by ${signal}` : `died with exit code ${code}`);
    endLive(agent, record, live, reason);
  });
}

/** A run that cannot be bounded goes on: to end it would be worse. */
function bounded(agent: AgentContext, record: DomainRecord): (() => void) | undefined {
  const what = 'what its QEMU writes cannot be bounded';
  const failed = (error: unknown): void => agent.log(`${record.name}: ${what}`, error);
  try {
    return boundOutput(outputPath(domainRunDir(agent.paths, record.owner, record.uuid)), failed);
  } catch (error) {
    failed(error);
    return undefined;
  }
}

/** What QEMU tells by itself. */
export function watchMonitor(agent: AgentContext, record: DomainRecord, live: LiveDomain, monitor: Monitor): void {
  let whyStopped: string | undefined;
  monitor.onEvent((event) => {
    if (event.event === 'SHUTDOWN') {
      void followShutdown(agent, record, live, afterShutdown(live.ready.domain, event, live.rebooting));
    }
    if (event.event === 'RESET') afterReset(agent, record, live, event);
    if (event.event === 'DEVICE_DELETED') void afterDeviceDeleted(agent, record, live, event);
    if (event.event === 'DEVICE_UNPLUG_GUEST_ERROR') afterUnplugRefused(live, event);
    if (saysWhyStopped(event)) whyStopped = event.event;
    const after = stateAfter(live.state, event.event, whyStopped);
    if (after) whyStopped = undefined;
    if (after && after.state !== live.state) changeState(agent, record, live, after, event.event.toLowerCase());
  });
}

/** @param why for subscribers */
export function changeState(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  after: StateAndReason,
  why: string,
): void {
  if (record.live !== live) return;
  enterState(live, after);
  orTell(agent, record, 'its state cannot be written down', () => writeStatus(agent, record, live));
  agent.announce(record, why);
}

/** QEMU ends by itself unless it was told to wait for this word; then the signal is what ends it. */
export async function followShutdown(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  after: AfterShutdown,
): Promise<void> {
  if (after === 'end') {
    live.ending ??= 'shutdown';
    live.process.signal('SIGTERM');
    return;
  }
  const { monitor } = live;
  if (!monitor) return;
  try {
    if (after === 'restart') await restart(agent, record, live, monitor);
    else if (live.rebooting) await forgetReboot(agent, record, live, monitor);
  } catch (error) {
    if (record.live === live)
      tellProblem(agent, record, 'it could not be restarted after its guest powered off', error);
  }
}

/** A guest that resets instead of powering off has done what a reboot is for. */
function afterReset(agent: AgentContext, record: DomainRecord, live: LiveDomain, { data }: MonitorEvent): void {
  const { monitor } = live;
  if (data.guest !== true || !monitor) return;
  const work = live.rebooting ? forgetReboot(agent, record, live, monitor) : Promise.resolve();
  work
    .then(() => heedResets(live, monitor))
    .catch((error: unknown) => {
      if (record.live === live) tellProblem(agent, record, 'what a reset is to do could not be set', error);
    });
}
