import type { WholeDomain } from '../../../domain-xml/live.ts';
import { liveXml } from '../../../domain-xml/live.ts';
import { withAddress } from '../../../domain-xml/liveAddress.ts';
import type { Address } from '../../../domain-xml/model/domain.ts';
import { keepRecord } from '../adoption/statusFile.ts';
import type { AgentContext } from '../agentContext.ts';
import type { LiveDomain } from '../liveDomain.ts';
import { type ReadyDomain, readLiveXml } from '../readXml.ts';
import type { DomainRecord } from '../registry.ts';
import { requireSameRun } from './changeRunning.ts';

/** The XML of a running domain as it is now. */
export const liveText = (record: DomainRecord, live: LiveDomain): string => textOf(record, live, live.ready);

function textOf(record: DomainRecord, live: LiveDomain, whole: WholeDomain): string {
  const ttys = live.consoles.flatMap(({ entry }) => (entry.path === null ? [] : [[entry.alias, entry.path] as const]));
  return liveXml(whole, { uuid: record.uuid, id: live.id, ttys: Object.fromEntries(ttys), layout: live.layout });
}

/** Where QEMU put a device that has no address in its XML. */
export interface Placed {
  readonly alias: string;
  readonly address: Address;
}

/** What the running domain would be with this XML. */
export function readyOf(
  record: DomainRecord,
  live: LiveDomain,
  whole: WholeDomain,
  placed?: Placed | undefined,
): ReadyDomain {
  const text = textOf(record, live, whole);
  return readLiveXml(placed ? withAddress(text, placed.alias, placed.address) : text);
}

/**
 * From here on the running domain is this one, for whoever asks and for an agent that takes over.
 *
 * @throws VirtcellError `domain-not-running` when it has ended: the files are the next run's then
 */
export function keepLive(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  whole: WholeDomain,
  placed?: Placed | undefined,
): void {
  requireSameRun(record, live);
  live.ready = readyOf(record, live, whole, placed);
  keepRecord(agent, record, live);
}
