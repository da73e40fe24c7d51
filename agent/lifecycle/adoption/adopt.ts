import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isRunning } from '../../host/processIdentity.ts';
import { openPidfd } from '../../linux/pidfd.ts';
import { closeDescriptor } from '../../linux/process.ts';
import { AdoptedProcess } from '../../qemu/adoptedProcess.ts';
import type { AgentContext } from '../agentContext.ts';
import { statusPath } from '../agentPaths.ts';
import { readKept } from '../definitions/keptFile.ts';
import {
  entriesOf,
  type OwnerFolder,
  type OwnersEntry,
  ownersIn,
  whyNotOurFolder,
} from '../definitions/ownerFolders.ts';
import { tellProblem } from '../problems.ts';
import { removeForgottenLogs } from '../start/domainFolders.ts';
import { MAX_STATUS_BYTES, readStatus, type Status } from './readStatus.ts';
import { takeOver } from './takeOver.ts';

/** How long the end of a killed process is waited for. */
const PATIENCE_MS = 2000;

/**
 * Takes over the domains that an earlier agent ran: those whose process still is the one that was written down. What
 * had only begun to start is ended, what has ended is cleared away. One that cannot be taken over is reported and left
 * alone, and is no hindrance to the others.
 */
export async function adoptDomains(agent: AgentContext): Promise<void> {
  const root = join(agent.paths.runDir, 'domains');
  mkdirSync(root, { recursive: true, mode: 0o755 });
  const runs = ownersIn(root).flatMap((folder) => runsIn(agent, folder));
  await Promise.all(
    runs.map(({ owner, path }) => adopt(agent, path).catch((error: unknown) => leaveAlone(agent, owner, path, error))),
  );
  try {
    removeForgottenLogs(agent.paths, agent.registry);
  } catch (error) {
    agent.log('logs of domains that are gone may be left', error);
  }
}

/** Those of an owner whose folder cannot be used are no reason to leave the others'. */
function runsIn(agent: AgentContext, { name, path }: Pick<OwnerFolder, 'name' | 'path'>): readonly OwnersEntry[] {
  try {
    const problem = whyNotOurFolder(path);
    if (problem) throw new Error(problem);
    return entriesOf({ name, path });
  } catch (error) {
    leaveAlone(agent, Number(name), path, error);
    return [];
  }
}

/** Its QEMU may go on: the folder stays where it is, and keeps the domain from being started a second time. */
function leaveAlone(agent: AgentContext, owner: number, path: string, error: unknown): void {
  agent.leftAlone.push({ path, why: error instanceof Error ? error.message : String(error) });
  const record = agent.registry.of(owner).find(({ uuid }) => uuid === basename(path));
  if (record) tellProblem(agent, record, NOT_TAKEN_OVER, error);
  else agent.log(`${path}: ${NOT_TAKEN_OVER}`, error);
}

const NOT_TAKEN_OVER = 'an earlier run of it may go on, which is not taken over';

async function adopt(agent: AgentContext, runDir: string): Promise<void> {
  const problem = whyNotOurFolder(runDir);
  if (problem) throw new Error(problem);
  const path = statusPath(runDir);
  // Written before anything is started: without it nothing was.
  const status = isThere(path) ? readStatus(path, readKept(path, MAX_STATUS_BYTES)) : undefined;
  const pidfd = status && holdProcess(status);
  if (status && pidfd !== undefined) {
    if (status.state !== 'starting') return takeOver(agent, runDir, status, pidfd);
    await endUnfinished(status.pid, pidfd);
  }
  rmSync(runDir, { recursive: true, force: true });
}

/** A descriptor of the very process that was written down; undefined when it has ended, even if another has its number. */
function holdProcess(status: Status): number | undefined {
  if (!isRunning(status)) return undefined;
  const pidfd = openPidfd(status.pid);
  let isIt = false;
  try {
    // Asked again: between the two it may have ended, and the number been given away.
    isIt = isRunning(status);
    return isIt ? pidfd : undefined;
  } finally {
    if (!isIt) closeDescriptor(pidfd);
  }
}

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** It must be gone before its folder is. One that the kernel does not let go is not waited for without end. */
async function endUnfinished(pid: number, pidfd: number): Promise<void> {
  const process = new AdoptedProcess(pid, pidfd, Promise.resolve());
  process.signal('SIGKILL');
  // This keeps the agent alive: it does not listen yet, and looking for a process's end does not.
  let patience: NodeJS.Timeout | undefined;
  const silent = new Promise<'silent'>((resolve) => {
    patience = setTimeout(resolve, PATIENCE_MS, 'silent');
  });
  const end = await Promise.race([process.ended, silent]);
  clearTimeout(patience);
  if (end === 'silent') throw new Error(`process ${pid}, which had only begun to start, does not end`);
}
