import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { FoundDev, FoundMount } from '../../plan/compare.ts';
import type { DevEntry } from '../../plan/privateDev/devPlan.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import { lookUp } from '../host/devEntry.ts';
import { type Mount, outermostBelow, parseMountinfo } from '../host/mountinfo.ts';
import { openPidfd, waitReadable } from '../linux/pidfd.ts';
import { closeDescriptor } from '../linux/process.ts';

/**
 * What the kernel shows of a process's /dev, through /proc/PID/root and /proc/PID/mountinfo: lstat, readlink and lists
 * only, nothing is opened. Only real directories are entered, so no link inside leads the agent out onto the host.
 *
 * @throws VirtcellError `domain-not-running` when the process ended meanwhile: its number may be another's by then
 */
export function inspectDev(pid: number): FoundDev {
  const pidfd = openPidfd(pid);
  try {
    const mounts = devMounts(pid);
    const entries = entriesBelow(`/proc/${pid}/root`, '/dev', new Set(mounts.map((mount) => mount.path)));
    const found = { entries, mounts: mounts.map((mount) => describe(pid, mount)) };
    if (waitReadable(pidfd, 0))
      throw new VirtcellError({ code: 'domain-not-running', message: 'the domain has just ended' });
    return found;
  } finally {
    closeDescriptor(pidfd);
  }
}

/** In a namespace of its own no mount below /dev is covered: the private /dev was new when they were put there. */
function devMounts(pid: number): Mount[] {
  return outermostBelow(parseMountinfo(readFileSync(`/proc/${pid}/mountinfo`, 'utf8')), '/dev', () => true);
}

interface FoundEntry {
  readonly path: string;
  readonly entry: DevEntry;
}

/** Mount points are entries as well, bound files among them; what lies below a mounted directory is the host's. */
function entriesBelow(root: string, directory: string, mountPoints: ReadonlySet<string>): FoundEntry[] {
  return readdirSync(`${root}${directory}`).flatMap((name) => {
    const path = `${directory}/${name}`;
    const here = lookUp(`${root}${path}`);
    if ('errno' in here) return [];
    const { found } = here;
    const below = found.kind === 'directory' && !mountPoints.has(path) ? entriesBelow(root, path, mountPoints) : [];
    return [{ path, entry: found }, ...below];
  });
}

/** The same superblock is the same st_dev: that is why a PTY opened inside is the host's. */
function describe(pid: number, mount: Mount): FoundMount {
  return {
    path: mount.path,
    source: mount.source,
    fsType: mount.fsType,
    options: [...new Set([...mount.options, ...mount.superOptions])],
    sharedWithHost: deviceOf(`/proc/${pid}/root${mount.path}`) === deviceOf(mount.path),
  };
}

function deviceOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.dev;
}
