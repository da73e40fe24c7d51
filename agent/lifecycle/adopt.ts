import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, mountNamespace } from '../host/processIdentity.ts';
import { openPidfd, signalPidfd } from '../linux/pidfd.ts';
import { closeDescriptor } from '../linux/process.ts';
import { AdoptedProcess } from '../qemu/adoptedProcess.ts';
import { Monitor } from '../qemu/monitor.ts';
import type { AgentContext } from './agentContext.ts';
import { monitorPath, startRecordPath, statusPath } from './agentPaths.ts';
import { watchLive } from './end.ts';
import type { LiveDomain } from './liveDomain.ts';
import { openConsoles } from './openConsoles.ts';
import { readXml } from './prepare.ts';
import { readStatus, type Status } from './readStatus.ts';
import type { DomainRecord } from './registry.ts';
import { readStartRecord } from './startRecord.ts';

/** A stopped or hung QEMU says nothing, and must not keep the agent from serving the others. */
const PATIENCE_MS = 2000;

/**
 * Takes over the domains that an earlier agent ran: those whose process still is the one that was written down. What
 * had only begun to start is ended, what has ended is cleared away. One that cannot be taken over is reported and left
 * alone, and is no hindrance to the others.
 */
export async function adoptDomains(agent: AgentContext): Promise<void> {
  const root = join(agent.paths.runDir, 'domains');
  mkdirSync(root, { recursive: true, mode: 0o755 });
  const runDirs = readdirSync(root).flatMap((owner) =>
    readdirSync(join(root, owner)).map((uuid) => join(root, owner, uuid)),
  );
  await Promise.all(
    runDirs.map((runDir) =>
      adopt(agent, runDir).catch((error: unknown) => agent.log(`${runDir}: the domain is not taken over`, error)),
    ),
  );
}

async function adopt(agent: AgentContext, runDir: string): Promise<void> {
  const path = statusPath(runDir);
  const status = readStatus(path, readFileSync(path, 'utf8'));
  // The number alone proves nothing: it may be another's since the boot, or since the process ended.
  if (!isRunning(status)) {
    rmSync(runDir, { recursive: true, force: true });
    return;
  }
  if (status.state === 'starting') {
    endUnfinished(status.pid);
    rmSync(runDir, { recursive: true, force: true });
    return;
  }
  if (status.mountNamespace !== mountNamespace(status.pid)) {
    throw new Error(`process ${status.pid} is not in the mount namespace that it was started in`);
  }
  await takeOver(agent, runDir, status);
}

function endUnfinished(pid: number): void {
  const pidfd = openPidfd(pid);
  signalPidfd(pidfd, 9);
  closeDescriptor(pidfd);
}

async function takeOver(agent: AgentContext, runDir: string, status: Status): Promise<void> {
  const ready = readXml(status.xml);
  const monitor = await Monitor.connect(monitorPath(runDir), PATIENCE_MS);
  const live: LiveDomain = {
    id: agent.nextId(),
    ready,
    ...readStartRecord(startRecordPath(runDir)),
    process: new AdoptedProcess(status.pid, monitor.closed),
    qemuUid: status.qemuUid,
    state: status.state === 'starting' ? 'running' : status.state,
    monitor,
    consoles: [],
    ending: undefined,
    cleared: Promise.resolve(),
  };
  const record = recordFor(agent, status, ready.domain.name, ready.uuid);
  record.live = live;
  live.consoles = await openConsoles(agent, record, live, monitor);
  watchLive(agent, record, live);
}

/** Its definition, taken in before, or for a transient domain a record of its own. */
function recordFor(agent: AgentContext, { owner }: Status, name: string, uuid: string): DomainRecord {
  const present = agent.registry.ofOwner(owner, { name, uuid });
  if (present) return present;
  const record: DomainRecord = { owner, name, uuid, definition: undefined, live: undefined };
  agent.registry.add(record);
  return record;
}
