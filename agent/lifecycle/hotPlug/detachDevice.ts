import { findDevice } from '../../../domain-xml/findDevice.ts';
import { isGuestsDevice, isHotPluggable } from '../../../plan/commandLine/hotPlug.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { ChangedDevice } from '../../../protocol/methods.ts';
import { failedCall } from '../../host/failedCall.ts';
import type { MonitorEvent } from '../../qemu/monitor.ts';
import type { AgentContext } from '../agentContext.ts';
import type { LiveDomain } from '../liveDomain.ts';
import type { DomainRecord } from '../registry.ts';
import { changeOf, inTurn, type Running, requireMonitor } from '../running/changeRunning.ts';
import { liveText } from '../running/liveText.ts';
import { clearAway } from './clearAway.ts';
import { busy, waiterFor, whenLetGo } from './letGo.ts';

/**
 * Asks the guest to let a device go, and clears away what held it once it has: back ends, open files, nodes that
 * nothing else holds.
 *
 * @throws VirtcellError `device-not-found`; `not-hot-pluggable`; `device-busy` when the guest refuses or
 *   does not answer in time: it is finished whenever the guest does; `domain-not-running` when it ends meanwhile
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
    return changeOf(alias, await inTurn(record, live, () => clearAway(agent, record, live, alias)));
  }
  return changeOf(alias, await whenLetGo(live, alias, () => askToLetGo(agent, record, { live, monitor }, alias)));
}

/** One that QEMU has no more went before, and something of what held it could not be cleared away then. */
async function askToLetGo(
  agent: AgentContext,
  record: DomainRecord,
  { live, monitor }: Running,
  alias: string,
): Promise<void> {
  try {
    await monitor.execute('device_del', { id: alias });
  } catch (error) {
    if (!(error instanceof VirtcellError) || error.data.class !== 'DeviceNotFound') throw error;
    await afterGone(agent, record, live, alias);
  }
}

/** A device is gone: asked for here, or by a guest that ejected it. */
export async function afterDeviceDeleted(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  { data }: MonitorEvent,
): Promise<void> {
  if (typeof data.device === 'string') await afterGone(agent, record, live, data.device);
}

async function afterGone(agent: AgentContext, record: DomainRecord, live: LiveDomain, alias: string): Promise<void> {
  try {
    const steps = await inTurn(record, live, () => clearAway(agent, record, live, alias));
    waiterFor(live, alias)?.done(steps);
  } catch (error) {
    agent.log(`${record.name}: what ${alias} held could not be cleared away`, error);
    waiterFor(live, alias)?.fail(failedCall(error, { code: 'host-facts', step: 'detach' }));
  }
}

/** The guest was asked to let a device go, and will not. */
export function afterUnplugRefused(live: LiveDomain, { data }: MonitorEvent): void {
  const { device } = data;
  if (typeof device === 'string') waiterFor(live, device)?.fail(busy(`the guest refused to let ${device} go`));
}
