import * as z from 'zod/mini';
import { withoutElement } from '../../../domain-xml/attachDevice.ts';
import { elementOfAlias } from '../../../domain-xml/liveAddress.ts';
import { withoutPlace } from '../../../domain-xml/liveLayout.ts';
import { isLayerOf } from '../../../plan/commandLine/diskChain.ts';
import { detachSteps, isGuestsDevice } from '../../../plan/commandLine/hotPlug.ts';
import { type DevStep, detachNodes } from '../../../plan/privateDev/devChange.ts';
import { removeConsoleLink } from '../../consoles/consoleLink.ts';
import type { Monitor } from '../../qemu/monitor.ts';
import { keepRecord } from '../adoption/statusFile.ts';
import type { AgentContext } from '../agentContext.ts';
import { domainRunDir } from '../agentPaths.ts';
import { changePrivateDev } from '../dev/changePrivateDev.ts';
import { type LiveDomain, withDetached } from '../liveDomain.ts';
import { readLiveXml } from '../readXml.ts';
import type { DomainRecord } from '../registry.ts';
import { requireSameRun } from '../running/changeRunning.ts';
import { liveText, readyOf } from '../running/liveText.ts';
import { blockNodes, removeBackEnd } from './backEnds.ts';

/**
 * Takes what held a device that the guest has let go away: back ends, nodes that nothing else holds, its element. Of
 * one that is QEMU's alone this is what makes it go.
 *
 * @param isGone QEMU has been asked whether it has the device, and has not
 * Nothing of the domain changes before all that can fail is done: whoever asks again goes on where this ended.
 *
 * @throws VirtcellError `monitor` when QEMU keeps what is its alone, or a back end
 */
export async function clearAway(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  alias: string,
  isGone = false,
): Promise<readonly DevStep[]> {
  const document = readLiveXml(liveText(record, live)).document;
  const element = elementOfAlias(document, alias);
  const { monitor } = live;
  if (!element || !monitor) return [];
  if (isGone || isGuestsDevice(live.ready.domain, alias)) await removeBackEnds(live, monitor, alias);
  else await removeObject(live, monitor, alias);
  requireSameRun(record, live);
  const { plan, steps } = detachNodes(live.plan, alias);
  changePrivateDev(live, steps);
  const own = live.consoles.find(({ entry }) => entry.alias === alias);
  // Its PTY's number may be another's next.
  if (own?.entry.link) removeConsoleLink(domainRunDir(agent.paths, record.owner, record.uuid), alias);
  const { start, end } = element.span;
  const rest = {
    plan,
    layout: withoutPlace(live.layout, alias),
    changes: withDetached(live.changes, alias, document.text.slice(start, end)),
    consoles: live.consoles.filter((each) => each !== own),
  };
  const ready = readyOf(record, { ...live, ...rest }, readLiveXml(withoutElement(document, element)));
  keepRecord(agent, record, { ...live, ...rest, ready });
  Object.assign(live, { ...rest, ready } satisfies Partial<LiveDomain>);
  await own?.console?.end('detached').catch((error: unknown) => agent.log(`console ${alias} of ${record.name}`, error));
  agent.announce(record, 'device detached');
  return steps;
}

async function removeObject({ ready }: LiveDomain, monitor: Monitor, alias: string): Promise<void> {
  for (const step of detachSteps(ready.domain, alias)) {
    await removeBackEnd(monitor, step);
  }
}

/** One that QEMU keeps keeps none of the others, and is told when they are gone. */
async function removeBackEnds(live: LiveDomain, monitor: Monitor, alias: string): Promise<void> {
  const kept: unknown[] = [];
  const orKeep = async (act: () => Promise<unknown>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      kept.push(error);
    }
  };
  for (const step of detachSteps(live.ready.domain, alias)) {
    await orKeep(() => removeBackEnd(monitor, step));
  }
  await orKeep(() => closeLayers(live, monitor, alias));
  await orKeep(() => closeFiles(monitor, alias));
  if (kept.length > 0) throw kept[0];
}

/** The images below a disk's image, which have nodes of their own when the disk was plugged in: uppermost first. */
async function closeLayers({ ready }: LiveDomain, monitor: Monitor, alias: string): Promise<void> {
  const disk = ready.domain.disks.find((each) => each.alias === alias);
  if (!disk) return;
  const names = (await blockNodes(monitor)).filter((name) => isLayerOf(disk, name));
  names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  for (const name of names) await monitor.execute('blockdev-del', { 'node-name': name });
}

const fdSets = z.array(
  z.looseObject({ 'fdset-id': z.int(), fds: z.array(z.looseObject({ opaque: z.optional(z.string()) })) }),
);

/** The files that QEMU was handed for this device. */
async function closeFiles(monitor: Monitor, alias: string): Promise<void> {
  for (const set of fdSets.parse(await monitor.execute('query-fdsets'))) {
    if (set.fds.some(({ opaque }) => opaque === alias)) {
      await monitor.execute('remove-fd', { 'fdset-id': set['fdset-id'] });
    }
  }
}
