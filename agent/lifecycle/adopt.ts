import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '../host/processIdentity.ts';
import { openPidfd } from '../linux/pidfd.ts';
import { closeDescriptor } from '../linux/process.ts';
import { AdoptedProcess } from '../qemu/adoptedProcess.ts';
import type { AgentContext } from './agentContext.ts';
import { entriesByOwner, statusPath } from './agentPaths.ts';
import { removeForgottenLogs } from './domainFolders.ts';
import { readStatus, type Status } from './readStatus.ts';
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
  await Promise.all(
    entriesByOwner(root).map(({ path }) =>
      adopt(agent, path).catch((error: unknown) => agent.log(`${path}: the domain is not taken over`, error)),
    ),
  );
  removeForgottenLogs(agent.paths, agent.registry);
}

async function adopt(agent: AgentContext, runDir: string): Promise<void> {
  const path = statusPath(runDir);
  // Written before anything is started: without it nothing was.
  const status = existsSync(path) ? readStatus(path, readFileSync(path, 'utf8')) : undefined;
  const pidfd = status && holdProcess(status);
  if (status && pidfd !== undefined) {
    if (status.state !== 'starting') return takeOver(agent, runDir, { ...status, state: status.state }, pidfd);
    await endUnfinished(status.pid, pidfd);
  }
  rmSync(runDir, { recursive: true, force: true });
}

/** A descriptor of the very process that was written down; undefined when it has ended, even if another has its number. */
function holdProcess(status: Status): number | undefined {
  if (!isRunning(status)) return undefined;
  const pidfd = openPidfd(status.pid);
  // Asked again: between the two it may have ended, and the number been given away.
  if (isRunning(status)) return pidfd;
  closeDescriptor(pidfd);
  return undefined;
}

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
