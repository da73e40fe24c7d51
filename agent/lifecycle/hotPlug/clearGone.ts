import * as z from 'zod/mini';
import { devicesOf } from '../../../domain-xml/model/devicesOf.ts';
import { isHotPluggable } from '../../../plan/commandLine/hotPlug.ts';
import { holdersOf } from '../../../plan/privateDev/devChange.ts';
import type { Monitor } from '../../qemu/monitor.ts';
import type { AgentContext } from '../agentContext.ts';
import type { LiveDomain } from '../liveDomain.ts';
import type { DomainRecord } from '../registry.ts';
import { inTurn } from '../running/changeRunning.ts';
import { clearAway } from './clearAway.ts';

/** Devices that have a name, which are all that the command line or a device_add made; and what is QEMU's alone. */
const NAMED = ['/machine/peripheral', '/objects'];
const properties = z.array(z.looseObject({ name: z.string() }));

/** The devices that QEMU has now, by alias. */
export async function presentDevices(monitor: Monitor): Promise<ReadonlySet<string>> {
  const said = await Promise.all(NAMED.map((path) => monitor.execute('qom-list', { path })));
  return new Set(said.flatMap((each) => properties.parse(each)).map(({ name }) => name));
}

/**
 * Clears away what held devices that the guest let go while no agent ran to hear of it, and what there is of one whose
 * attaching ended with its agent.
 */
export async function clearGone(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  present: ReadonlySet<string>,
): Promise<void> {
  for (const alias of canBeGone(live)) {
    if (!present.has(alias)) await inTurn(record, live, () => clearAway(agent, record, live, alias, true));
  }
}

function canBeGone({ ready: { domain }, plan }: LiveDomain): string[] {
  // A device of the host that was not there at the start never was in QEMU either, and stays in the XML; it has no node.
  const held = new Set(plan.nodes.flatMap(holdersOf));
  const neverWas = domain.hostDevices.filter(({ alias }) => !held.has(alias)).map(({ alias }) => alias);
  return devicesOf(domain)
    .map(({ alias }) => alias)
    .filter((alias) => isHotPluggable(domain, alias) && !neverWas.includes(alias));
}
