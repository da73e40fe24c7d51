import * as z from 'zod/mini';
import { withoutElement } from '../../../domain-xml/attachDevice.ts';
import { elementOfAlias } from '../../../domain-xml/liveAddress.ts';
import { withoutPlace } from '../../../domain-xml/liveLayout.ts';
import { isLayerOf } from '../../../plan/commandLine/diskChain.ts';
import { detachSteps, isGuestsDevice } from '../../../plan/commandLine/hotPlug.ts';
import { type DevStep, detachNodes } from '../../../plan/privateDev/devChange.ts';
import { removeConsoleLink } from '../../consoles/consoleLink.ts';
import type { Monitor } from '../../qemu/monitor.ts';
import type { AgentContext } from '../agentContext.ts';
import { domainRunDir } from '../agentPaths.ts';
import { changePrivateDev } from '../dev/changePrivateDev.ts';
import { type LiveDomain, withDetached } from '../liveDomain.ts';
import { readLiveXml } from '../readXml.ts';
import type { DomainRecord } from '../registry.ts';
import { requireSameRun } from '../running/changeRunning.ts';
import { keepLive, liveText } from '../running/liveText.ts';

/**
 * Takes what held a device that the guest has let go away: back ends, nodes that nothing else holds, its element. Of
 * one that is QEMU's alone this is what makes it go.
 *
 * @param isGone QEMU has been asked whether it has the device, and has not
 * @throws VirtcellError `monitor` when QEMU keeps what is its alone: the domain has it as before
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
  if (isGone || isGuestsDevice(live.ready.domain, alias)) await removeBackEnds(agent, live, monitor, alias);
  else await removeObject(live, monitor, alias);
  requireSameRun(record, live);
  const { plan, steps } = detachNodes(live.plan, alias);
  changePrivateDev(live, steps);
  live.plan = plan;
  live.layout = withoutPlace(live.layout, alias);
  const { start, end } = element.span;
  live.changes = withDetached(live.changes, alias, document.text.slice(start, end));
  await endConsole(live, domainRunDir(agent.paths, record.owner, record.uuid), alias);
  const rest = readLiveXml(withoutElement(document, element));
  keepLive(agent, record, live, rest);
  agent.announce(record, 'device detached');
  return steps;
}

async function removeObject({ ready }: LiveDomain, monitor: Monitor, alias: string): Promise<void> {
  for (const step of detachSteps(ready.domain, alias)) await monitor.execute(step.execute, step.arguments);
}

/** A back end that is gone already, or never was since the device came with the machine otherwise, is no hindrance. */
async function removeBackEnds(agent: AgentContext, live: LiveDomain, monitor: Monitor, alias: string): Promise<void> {
  const orSay = async (what: string, act: () => Promise<unknown>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      agent.log(`${live.ready.domain.name}: ${what} of ${alias}`, error);
    }
  };
  for (const step of detachSteps(live.ready.domain, alias)) {
    await orSay(step.execute, () => monitor.execute(step.execute, step.arguments));
  }
  await orSay('images', () => closeLayers(live, monitor, alias));
  await orSay('open files', () => closeFiles(monitor, alias));
}

const blockNodes = z.array(z.looseObject({ 'node-name': z.optional(z.string()) }));

/** The images below a disk's image, which have nodes of their own when the disk was plugged in: uppermost first. */
async function closeLayers({ ready }: LiveDomain, monitor: Monitor, alias: string): Promise<void> {
  const disk = ready.domain.disks.find((each) => each.alias === alias);
  if (!disk) return;
  const said = blockNodes.parse(await monitor.execute('query-named-block-nodes'));
  const names = said.flatMap((node) => node['node-name'] ?? []).filter((name) => isLayerOf(disk, name));
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

async function endConsole(live: LiveDomain, runDir: string, alias: string): Promise<void> {
  const own = live.consoles.find(({ entry }) => entry.alias === alias);
  live.consoles = live.consoles.filter((each) => each !== own);
  if (!own) return;
  // Its PTY's number may be another's next.
  if (own.entry.link !== null) removeConsoleLink(runDir, alias);
  await own.console?.end('detached');
}
