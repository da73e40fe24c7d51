import { readdirSync, readFileSync } from 'node:fs';
import type { FoundDev, FoundMount, HostMount, Propagation } from '../../plan/compare.ts';
import type { DevEntry } from '../../plan/privateDev/devPlan.ts';
import { type Mount, outermostBelow, parseMountinfo } from '../../plan/privateDev/mountinfo.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import { lookUp } from '../host/devEntry.ts';
import { isVisible } from '../host/preservedMounts.ts';
import { LinuxError } from '../linux/libc.ts';
import { openPidfd, waitReadable } from '../linux/pidfd.ts';
import { closeDescriptor } from '../linux/process.ts';
import { statusOf } from '../linux/statx.ts';

/**
 * What the kernel shows of a process's /dev, through /proc/PID/root and /proc/PID/mountinfo: lstat, readlink and lists
 * only, nothing is opened. Only real directories are entered, so no link inside leads the agent out onto the host.
 *
 * @throws VirtcellError `domain-not-running` when the process ended meanwhile: its number may be another's by then
 */
export function inspectDev(pid: number): FoundDev {
  const pidfd = openRunning(pid);
  const hasEnded = (): boolean => waitReadable(pidfd, 0);
  try {
    const found = look(pid);
    if (hasEnded()) throw ended();
    return found;
  } catch (error) {
    // A process that ends meanwhile takes what is looked at with it.
    throw hasEnded() ? ended() : error;
  } finally {
    closeDescriptor(pidfd);
  }
}

function openRunning(pid: number): number {
  try {
    return openPidfd(pid);
  } catch (error) {
    throw error instanceof LinuxError && error.errno === 'ESRCH' ? ended() : error;
  }
}

const ended = (): VirtcellError =>
  new VirtcellError({ code: 'domain-not-running', message: 'the domain has just ended' });

function look(pid: number): FoundDev {
  const mounts = devMounts(pid);
  const entries = entriesBelow(`/proc/${pid}/root`, '/dev', new Set(mounts.map((mount) => mount.path)));
  return { entries, mounts: mounts.map((mount) => describe(pid, mount)) };
}

/** What is mounted below the topmost /dev: in a user namespace the host's lies covered beneath, with mounts of its own. */
function devMounts(pid: number): Mount[] {
  const mounts = parseMountinfo(readFileSync(`/proc/${pid}/mountinfo`, 'utf8'));
  const byId = new Map(mounts.map((mount) => [mount.id, mount]));
  const top = mounts.findLast((mount) => mount.path === '/dev');
  const isOnTop = (mount: Mount | undefined): boolean => mount === top || (!!mount && isOnTop(byId.get(mount.parent)));
  return outermostBelow(mounts, '/dev', isOnTop);
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

/**
 * The host's other mounts below /dev, those that were made after the start among them, and whether they are in the
 * process's /dev as well.
 *
 * @param preserved the paths of the mounts that were planned
 */
export function otherHostMounts(pid: number, preserved: readonly string[]): HostMount[] {
  const below = (of: number | 'self'): Mount[] =>
    parseMountinfo(readFileSync(`/proc/${of}/mountinfo`, 'utf8')).filter(({ path }) => path.startsWith('/dev/'));
  const inside = new Set(below(pid).map(({ path, device }) => `${device} ${path}`));
  const planned = new Set(preserved);
  const others = below('self').filter((mount) => !planned.has(mount.path) && isVisible(mount));
  return others.map(({ path, source, fsType, device }) => ({
    path,
    source,
    fsType,
    reached: inside.has(`${device} ${path}`),
  }));
}

/** A mount of the same filesystem: that is why a PTY opened inside is the host's. */
function describe(pid: number, mount: Mount): FoundMount {
  return {
    path: mount.path,
    source: mount.source,
    fsType: mount.fsType,
    options: [...new Set([...mount.options, ...mount.superOptions])],
    device: mount.device,
    propagation: propagationOf(mount),
    sharedWithHost: deviceAt(`/proc/${pid}/root${mount.path}`) === deviceAt(mount.path),
  };
}

function propagationOf({ propagation }: Mount): Propagation {
  const has = (tag: string): boolean => propagation.some((each) => each.startsWith(tag));
  // A mount may be both: it then gives on what it gets.
  if (has('shared:')) return 'shared';
  if (has('master:')) return 'slave';
  return has('unbindable') ? 'unbindable' : 'private';
}

/** The filesystem at a path; none where the host has it no more. */
function deviceAt(path: string): string | undefined {
  try {
    return statusOf(path).device;
  } catch (error) {
    if (error instanceof LinuxError && (error.errno === 'ENOENT' || error.errno === 'ENOTDIR')) return undefined;
    throw error;
  }
}
