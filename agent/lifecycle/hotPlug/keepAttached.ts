import type { AttachedDevice } from '../../../domain-xml/attachDevice.ts';
import { isGuestsDevice } from '../../../plan/commandLine/hotPlug.ts';
import type { Monitor } from '../../qemu/monitor.ts';
import { addressOf, queryPci } from '../../qemu/pciBuses.ts';
import type { AgentContext } from '../agentContext.ts';
import { openConsole } from '../consoles/openConsoles.ts';
import type { DomainRecord } from '../registry.ts';
import type { Running } from '../running/changeRunning.ts';
import { keepLive, type Placed } from '../running/liveText.ts';
import { clearAway } from './clearAway.ts';

/**
 * Asks where QEMU put a device that it has just taken, and writes it down. Should that fail, the device is detached as
 * any other is: only when the guest lets it go can what holds it be taken away, and until then the domain has it.
 */
export async function keepAttached(
  agent: AgentContext,
  record: DomainRecord,
  running: Running,
  attached: AttachedDevice,
): Promise<void> {
  const { live, monitor } = running;
  const { document, domain, device } = attached;
  try {
    const console = domain.characterDevices.find(({ alias }) => alias === device.alias);
    if (console) await openConsole(agent, record, live, monitor, console);
    keepLive(agent, record, live, { document, domain }, await placeOf(monitor, attached));
  } catch (error) {
    await letGo(agent, record, running, device.alias);
    throw error;
  }
  agent.announce(record, 'device attached');
}

/** On a drive's bus the address is what QEMU was told; on PCI it chose a slot itself, of which only it can tell. */
async function placeOf(monitor: Monitor, { device }: AttachedDevice): Promise<Placed | undefined> {
  const { alias } = device;
  if (device.address?.type === 'drive') return { alias, address: device.address };
  const address = device.address ? undefined : addressOf(await queryPci(monitor), alias);
  return address && { alias, address };
}

/** QEMU's word that the guest let go is what clears it away; see detachDevice.ts. */
async function letGo(
  agent: AgentContext,
  record: DomainRecord,
  { live, monitor }: Running,
  alias: string,
): Promise<void> {
  try {
    if (isGuestsDevice(live.ready.domain, alias)) await monitor.execute('device_del', { id: alias });
    else await clearAway(agent, record, live, alias);
  } catch (error) {
    agent.log(`${record.name}: ${alias} could not be taken back`, error);
  }
}
