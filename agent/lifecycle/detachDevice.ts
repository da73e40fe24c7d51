import * as z from 'zod/mini';
import { withoutElement } from '../../domain-xml/attachDevice.ts';
import { findDevice } from '../../domain-xml/findDevice.ts';
import { elementOfAlias } from '../../domain-xml/liveAddress.ts';
import { isLayerOf } from '../../plan/commandLine/diskChain.ts';
import { detachSteps, isHotPluggable } from '../../plan/commandLine/hotPlug.ts';
import { type DevStep, detachNodes } from '../../plan/privateDev/devChange.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import type { ChangedDevice } from '../../protocol/methods.ts';
import type { Monitor, MonitorEvent } from '../qemu/monitor.ts';
import type { AgentContext } from './agentContext.ts';
import { changePrivateDev } from './changePrivateDev.ts';
import { changeOf, inTurn, requireMonitor } from './changeRunning.ts';
import type { LiveDomain } from './liveDomain.ts';
import { keepLive, liveText } from './liveText.ts';
import { readLiveXml } from './readXml.ts';
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
export async function detachDevice(record: DomainRecord, xml: string): Promise<ChangedDevice> {
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

async function clearAway(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  alias: string,
): Promise<readonly DevStep[]> {
  const document = readLiveXml(liveText(record, live)).document;
  const element = elementOfAlias(document, alias);
  const { monitor } = live;
  if (!element || !monitor || record.live !== live) return [];
  await removeBackEnds(agent, live, monitor, alias);
  const { plan, steps } = detachNodes(live.plan, alias);
  changePrivateDev(live, steps);
  live.plan = plan;
  await endConsole(live, alias);
  const rest = readLiveXml(withoutElement(document, element));
  keepLive(agent, record, live, rest);
  agent.announce(record, 'device detached');
  return steps;
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

async function endConsole(live: LiveDomain, alias: string): Promise<void> {
  const own = live.consoles.find(({ entry }) => entry.alias === alias);
  live.consoles = live.consoles.filter((each) => each !== own);
  await own?.console?.end('detached');
}
