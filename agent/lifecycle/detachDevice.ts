import { findDevice } from '../../domain-xml/findDevice.ts';
import { isGuestsDevice, isHotPluggable } from '../../plan/commandLine/hotPlug.ts';
import type { DevStep } from '../../plan/privateDev/devChange.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import type { ChangedDevice } from '../../protocol/methods.ts';
import type { MonitorEvent } from '../qemu/monitor.ts';
import type { AgentContext } from './agentContext.ts';
import { changeOf, inTurn, requireMonitor } from './changeRunning.ts';
import { clearAway } from './clearAway.ts';
import type { LiveDomain } from './liveDomain.ts';
import { liveText } from './liveText.ts';
import type { DomainRecord } from './registry.ts';

/** How long the guest may take to let a device go. One that has no driver for it never does. */
const PATIENCE_MS = 10_000;

/**
 * Asks the guest to let a device go, and clears away what held it once it has: back ends, open files, nodes that
 * nothing else holds.
 *
 * @throws VirtcellError `device-not-found`; `not-hot-pluggable`; `device-busy` when the guest does not answer in time: it
 *   is finished whenever the guest does
 */
export async function detachDevice(agent: AgentContext, record: DomainRecord, xml: string): Promise<ChangedDevice> {
  const { live, monitor } = requireMonitor(record);
  const alias = findDevice(liveText(record, live), xml);
  if (alias === undefined) {
    throw new VirtcellError({ code: 'device-not-found', message: `${record.name} has no such device, or several` });
  }
  if (!isHotPluggable(live.ready.domain, alias)) {
    throw new VirtcellError({
      code: 'not-hot-pluggable',
      message: `${alias} cannot be unplugged while the machine runs`,
    });
  }
  if (!isGuestsDevice(live.ready.domain, alias)) {
    return changeOf(alias, await inTurn(live, () => clearAway(agent, record, live, alias)));
  }
  const waiting = gone(live, alias);
  waiting.catch(() => undefined);
  await monitor.execute('device_del', { id: alias });
  return changeOf(alias, await waiting);
}

/** What waits for devices to be gone, by process and alias. */
const waiters = new WeakMap<LiveDomain, Map<string, { done(steps: readonly DevStep[]): void }>>();

function gone(live: LiveDomain, alias: string): Promise<readonly DevStep[]> {
  const waiting = waiters.get(live) ?? new Map();
  waiters.set(live, waiting);
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => {
      waiting.delete(alias);
      const message = `the guest has not let ${alias} go for ${PATIENCE_MS / 1000} s`;
      reject(new VirtcellError({ code: 'device-busy', message, hint: 'It is taken away whenever the guest does.' }));
    }, PATIENCE_MS);
    waiting.set(alias, {
      done: (steps: readonly DevStep[]) => {
        clearTimeout(deadline);
        waiting.delete(alias);
        resolve(steps);
      },
    });
  });
}

/** A device is gone: asked for here, or by a guest that ejected it. */
export async function afterDeviceDeleted(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  { data }: MonitorEvent,
): Promise<void> {
  const { device } = data;
  if (typeof device !== 'string') return;
  try {
    const steps = await inTurn(live, () => clearAway(agent, record, live, device));
    waiters.get(live)?.get(device)?.done(steps);
  } catch (error) {
    agent.log(`${record.name}: what ${device} held could not be cleared away`, error);
  }
}
