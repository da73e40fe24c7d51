import { lstatSync } from 'node:fs';
import { NO_LAYOUT } from '../../../domain-xml/liveLayout.ts';
import { mountNamespace } from '../../host/processIdentity.ts';
import { closeDescriptor } from '../../linux/process.ts';
import { AdoptedProcess } from '../../qemu/adoptedProcess.ts';
import type { Monitor } from '../../qemu/monitor.ts';
import type { AgentContext } from '../agentContext.ts';
import { domainRunDir, startRecordPath } from '../agentPaths.ts';
import { openConsoles } from '../consoles/openConsoles.ts';
import { startedFrom } from '../definitions/domainSource.ts';
import { cannotBeReadNow } from '../definitions/keptFile.ts';
import { quarantine } from '../definitions/quarantine.ts';
import { clearGone, presentDevices } from '../hotPlug/clearGone.ts';
import { type LiveDomain, NO_CHANGES } from '../liveDomain.ts';
import { type ReadyDomain, readLiveXml } from '../readXml.ts';
import { type DomainRecord, newRecord } from '../registry.ts';
import { afterUnseenShutdown } from '../running/guestShutdown.ts';
import { continueRestarted, heedResets, runState } from '../running/power.ts';
import { stateFound } from '../running/stateAfter.ts';
import { changeState, followShutdown, watchLive, watchMonitor } from '../running/watch.ts';
import { awaitMonitor, reachMonitor } from './reachMonitor.ts';
import type { Status } from './readStatus.ts';
import { readStartRecord, type StartRecord } from './startRecord.ts';

/**
 * Makes a domain that an earlier agent ran this agent's: it can be seen and ended, and its QEMU is known as a VM, even
 * if its monitor is silent, its consoles cannot be had or what its start decided was lost. Each of these is reported. A
 * monitor that speaks later is this agent's then.
 *
 * @param pidfd of its process; taken over
 */
export async function takeOver(agent: AgentContext, runDir: string, status: Status, pidfd: number): Promise<void> {
  const { ready, decided } = orClosed(pidfd, () => ({
    ready: readRunning(agent, runDir, status),
    decided: recordOf(agent, runDir),
  }));
  const { monitor, arriving, closed } = await reachMonitor(runDir);
  const { pid, startTime, bootId, qemuUid, state, reason, since, rebooting, id } = status;
  agent.keepId(id);
  const live: LiveDomain = {
    ...{ id, ready, state, reason, since, rebooting, qemuUid, monitor },
    ...(decided ?? nothingDecided(ready, since)),
    lastChange: Promise.resolve(),
    process: new AdoptedProcess(pid, pidfd, closed),
    identity: { pid, startTime, bootId },
    mountNamespace: status.mountNamespace,
    taints: status.taints,
    consoles: [],
    ending: undefined,
    cleared: Promise.resolve(),
  };
  const record = recordFor(agent, status.owner, ready);
  record.live = live;
  watchLive(agent, record, live);
  if (monitor) {
    await askAll(agent, record, live, monitor, runDir);
    return;
  }
  void awaitMonitor(agent, record, live, arriving, async (late) => {
    watchMonitor(agent, record, live, late);
    await askAll(agent, record, live, late, runDir);
  });
}

/** All that only QEMU knows, asked at once: waking it is what takes time. */
async function askAll(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  monitor: Monitor,
  runDir: string,
): Promise<void> {
  const [present] = await Promise.all([
    orSay(agent, `${runDir}: its devices cannot be had`, () => presentDevices(monitor)),
    orSay(agent, `${runDir}: its state cannot be had`, () => catchUp(agent, record, live, monitor)),
    orSay(agent, `${runDir}: the consoles cannot be had`, () => openConsoles(agent, record, live, monitor)),
  ]);
  if (!present) return;
  await orSay(agent, `${runDir}: what the guest let go meanwhile is not cleared away`, () =>
    clearGone(agent, record, live, present),
  );
}

/**
 * One that cannot be used is kept where the next change of the domain does not overwrite it.
 *
 * @throws the error of reading one that may be whole: who takes the domain over later has it then
 */
function recordOf(agent: AgentContext, runDir: string): StartRecord | undefined {
  const path = startRecordPath(runDir);
  try {
    return readStartRecord(path);
  } catch (error) {
    if (cannotBeReadNow(error)) throw error;
    agent.log(`${runDir}: the plan of its start is lost`, error);
    if (lstatSync(path, { throwIfNoEntry: false })) quarantine(agent, 'runDir', path, error);
    return undefined;
  }
}

/** For a domain that runs and is kept, whatever else was lost. */
const nothingDecided = (ready: ReadyDomain, since: string): StartRecord => ({
  plan: { nodes: [], mounts: [], hidden: 0 },
  timeline: [],
  source: startedFrom({ file: null, text: ready.xml }),
  startedAt: since,
  layout: NO_LAYOUT,
  changes: NO_CHANGES,
});

/** What happened while nobody heard QEMU's events: it stopped or went on, or its guest powered off and waits for a word. */
async function catchUp(agent: AgentContext, record: DomainRecord, live: LiveDomain, monitor: Monitor): Promise<void> {
  const found = await runState(monitor);
  const now = stateFound(live, found);
  if (now.state !== live.state) changeState(agent, record, live, now, 'found so');
  if (found === 'shutdown') {
    // Not waited for: what it asks of QEMU takes as long as the guest's reset does.
    void followShutdown(agent, record, live, afterUnseenShutdown(live.ready.domain, live.rebooting));
    return;
  }
  if (found === 'prelaunch' && live.rebooting) await continueRestarted(agent, record, live, monitor);
  await heedResets(live, monitor);
}

/** The domain in the status file, when it is the one of this folder and its process is where it was started. */
function readRunning(agent: AgentContext, runDir: string, status: Status): ReadyDomain {
  const ready = readLiveXml(status.xml);
  if (runDir !== domainRunDir(agent.paths, status.owner, ready.uuid)) {
    throw new Error(`the status file is of another domain: ${ready.domain.name} of uid ${status.owner}`);
  }
  if (status.mountNamespace !== undefined && status.mountNamespace !== mountNamespace(status.pid)) {
    throw new Error(`process ${status.pid} is not in the mount namespace that it was started in`);
  }
  return ready;
}

/** Its definition, taken in before, or for a transient domain a record of its own. */
function recordFor(agent: AgentContext, owner: number, { domain, uuid }: ReadyDomain): DomainRecord {
  const present = agent.registry.of(owner).find((record) => record.uuid === uuid);
  if (present) return present;
  const record = newRecord(owner, { name: domain.name, uuid });
  agent.registry.add(record);
  return record;
}

function orClosed<T>(pidfd: number, act: () => T): T {
  try {
    return act();
  } catch (error) {
    closeDescriptor(pidfd);
    throw error;
  }
}

async function orSay<T>(agent: AgentContext, what: string, act: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    agent.log(what, error);
    return undefined;
  }
}
