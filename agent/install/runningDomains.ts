import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { VirtcellError } from '../../protocol/errors.ts';
import { isRunning } from '../host/processIdentity.ts';
import { MAX_STATUS_BYTES, readStatus } from '../lifecycle/adoption/readStatus.ts';
import { statusPath } from '../lifecycle/agentPaths.ts';
import { readKept } from '../lifecycle/definitions/keptFile.ts';
import { entriesByOwner } from '../lifecycle/definitions/ownerFolders.ts';

/** A virtual machine that runs, as its status file says: without the agent, which may be stopped. */
export interface RunningDomain {
  readonly owner: number;
  /** Undefined where the status file cannot be read: it may run. */
  readonly pid: number | undefined;
}

export function runningDomains(runDir: string): RunningDomain[] {
  const root = join(runDir, 'domains');
  if (!existsSync(root)) return [];
  return entriesByOwner(root).flatMap(({ owner, path }): RunningDomain[] => {
    const file = statusPath(path);
    if (!existsSync(file)) return [];
    try {
      const status = readStatus(file, readKept(file, MAX_STATUS_BYTES));
      return isRunning(status) ? [{ owner, pid: status.pid }] : [];
    } catch {
      return [{ owner, pid: undefined }];
    }
  });
}

/** @throws VirtcellError `domain-running` */
export function requireIdle(running: readonly RunningDomain[]): void {
  if (running.length === 0) return;
  const each = running.map(({ owner, pid }) => `process ${pid ?? 'unknown'} of uid ${owner}`);
  throw new VirtcellError({
    code: 'domain-running',
    message: `${running.length === 1 ? 'a virtual machine runs' : `${running.length} virtual machines run`}: ${each.join(', ')}`,
    hint: 'End them first (virtcell list, virtcell shutdown); with --force they go on, and can only be killed.',
  });
}
