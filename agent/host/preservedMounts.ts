import type { PreservedMount } from '../../plan/privateDev/devPlan.ts';
import { type Mount, outermostBelow, parseMountinfo } from '../../plan/privateDev/mountinfo.ts';
import { LinuxError } from '../linux/libc.ts';
import { mountIdOf } from '../linux/statx.ts';
import { lookUp } from './devEntry.ts';
import { readText } from './readText.ts';

/**
 * The mounts below /dev that a private /dev keeps: outermost ones, as this process sees them, by path.
 *
 * mountinfo also lists what a mount stacked above covers. Such a mount cannot be reached, and cloning its path would
 * give another: only a mount that its own path leads to counts.
 */
export function preservedMounts(): PreservedMount[] {
  const mounts = parseMountinfo(readText('/proc/self/mountinfo'));
  return outermostBelow(mounts, '/dev', isVisible)
    .map((mount) => describe(mount))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Whether the mount's own path leads to it. */
export function isVisible(mount: Mount): boolean {
  try {
    return mountIdOf(mount.path) === mount.id;
  } catch (error) {
    if (error instanceof LinuxError && (error.errno === 'ENOENT' || error.errno === 'ENOTDIR')) return false;
    throw error;
  }
}

/** A mount as the plan speaks of it: its own options, then the superblock's that add to them. */
function describe(mount: Mount): PreservedMount {
  return {
    path: mount.path,
    source: mount.source,
    fsType: mount.fsType,
    options: [...new Set([...mount.options, ...mount.superOptions])],
    onto: isDirectory(mount.path) ? 'directory' : 'file',
  };
}

function isDirectory(path: string): boolean {
  const here = lookUp(path);
  return 'found' in here && here.found.kind === 'directory';
}
