import type { WholeDomain } from '../../domain-xml/live.ts';
import { liveXml } from '../../domain-xml/live.ts';
import { withAddress } from '../../domain-xml/liveAddress.ts';
import type { PciAddress } from '../../domain-xml/model/domain.ts';
import type { AgentContext } from './agentContext.ts';
import type { LiveDomain } from './liveDomain.ts';
import { readLiveXml } from './readXml.ts';
import type { DomainRecord } from './registry.ts';
import { keepRecord } from './statusFile.ts';

/** The XML of a running domain as it is now. */
export const liveText = (record: DomainRecord, live: LiveDomain): string => textOf(record, live, live.ready);

function textOf(record: DomainRecord, live: LiveDomain, whole: WholeDomain): string {
  const ttys = live.consoles.flatMap(({ entry }) => (entry.path === null ? [] : [[entry.alias, entry.path] as const]));
  return liveXml(whole, { uuid: record.uuid, id: live.id, ttys: Object.fromEntries(ttys) });
}

/** From here on the running domain is this one, for whoever asks and for an agent that takes over. */
export function keepLive(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  whole: WholeDomain,
  placed?: { readonly alias: string; readonly address: PciAddress } | undefined,
): void {
  const text = textOf(record, live, whole);
  live.ready = readLiveXml(placed ? withAddress(text, placed.alias, placed.address) : text);
  keepRecord(agent, record, live);
}
