import { mountNamespace } from '../host/processIdentity.ts';
import { closeDescriptor } from '../linux/process.ts';
import { AdoptedProcess } from '../qemu/adoptedProcess.ts';
import { Monitor, QEMU_PATIENCE_MS } from '../qemu/monitor.ts';
import type { AgentContext } from './agentContext.ts';
import { domainRunDir, monitorPath, startRecordPath } from './agentPaths.ts';
import { clearGone } from './clearGone.ts';
import { sourceEntry } from './domainSource.ts';
import type { LiveDomain } from './liveDomain.ts';
import { openConsoles } from './openConsoles.ts';
import type { Status } from './readStatus.ts';
import { type ReadyDomain, readLiveXml } from './readXml.ts';
import type { DomainRecord } from './registry.ts';
import { readStartRecord, type StartRecord } from './startRecord.ts';
import { watchLive } from './watch.ts';

/** For its greeting: a stopped or hung QEMU says nothing, and must not keep the agent from serving the others. */
const GREETING_MS = 2000;

export type RunningStatus = Status & { readonly state: LiveDomain['state'] };

/**
 * Makes a domain that an earlier agent ran this agent's: it can be seen and ended, and its QEMU is known as a VM, even
 * if its monitor is silent, its consoles cannot be had or what its start decided was lost. Each of these is reported.
 *
 * @param pidfd of its process; taken over
 */
export async function takeOver(
  agent: AgentContext,
  runDir: string,
  status: RunningStatus,
  pidfd: number,
): Promise<void> {
  const ready = orClosed(pidfd, () => readRunning(agent, runDir, status));
  const monitor = await orSay(agent, `${runDir}: the monitor cannot be reached`, () =>
    Monitor.connect(monitorPath(runDir), QEMU_PATIENCE_MS, GREETING_MS),
  );
  const lost: StartRecord = {
    plan: { nodes: [], mounts: [], hidden: 0 },
    timeline: [],
    source: sourceEntry({ file: null, text: ready.xml }),
  };
  const decided = await orSay(agent, `${runDir}: the plan of its start is lost`, () =>
    readStartRecord(startRecordPath(runDir)),
  );
  const { pid, startTime, bootId, qemuUid, state } = status;
  const live: LiveDomain = {
    id: agent.nextId(),
    ready,
    ...(decided ?? lost),
    lastChange: Promise.resolve(),
    process: new AdoptedProcess(pid, pidfd, monitor?.closed ?? Promise.resolve()),
    identity: { pid, startTime, bootId },
    mountNamespace: status.mountNamespace,
    qemuUid,
    state,
    monitor,
    consoles: [],
    ending: undefined,
    cleared: Promise.resolve(),
  };
  const record = recordFor(agent, status.owner, ready);
  record.live = live;
  watchLive(agent, record, live);
  if (monitor) {
    await orSay(agent, `${runDir}: the consoles cannot be had`, () => openConsoles(agent, record, live, monitor));
    await orSay(agent, `${runDir}: what the guest let go meanwhile is not cleared away`, () =>
      clearGone(agent, record, live, monitor),
    );
  }
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
  const record: DomainRecord = { owner, name: domain.name, uuid, definition: undefined, live: undefined };
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
