import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { majorOf, minorOf } from '../../plan/privateDev/deviceNumber.ts';
import type { DevEntry, PreservedMount } from '../../plan/privateDev/devPlan.ts';
import type { HostEyes } from '../../plan/privateDev/gatherFacts.ts';
import type { Lookup } from '../../plan/privateDev/hostFacts.ts';
import { type Mount, outermostBelow, parseMountinfo } from '../../plan/privateDev/mountinfo.ts';
import { renderNodeAmong } from '../../plan/privateDev/renderNode.ts';
import { sysfsAt } from './sysfs.ts';

/** The host as this user sees it: lstat and readlink only, which open nothing. ACLs and labels are not to be had so. */
export const userEyes: HostEyes = {
  lookUp: (path) => look(() => entryOf(lstatSync(path), () => readlinkSync(path))),
  // Not waited for one by one, and not by blocking: they may lie on a file server.
  lookUpElsewhere: (paths) => Promise.all(paths.map(lookUpSlowly)),
  namesIn: (directory) => {
    try {
      return readdirSync(directory, { withFileTypes: true });
    } catch (error) {
      // Gone meanwhile, or not this user's to read: what is in it is not in the plan either.
      if (isErrno(error, ['ENOENT', 'EACCES', 'EPERM'])) return [];
      throw error;
    }
  },
  preservedMounts: () => preservedMounts(readFileSync('/proc/self/mountinfo', 'utf8')),
  hardware: () => ({ ...renderNodeAmong(plainNames('/dev/dri')), sound: plainNames('/dev/snd') }),
  sysfs: sysfsAt('/sys'),
  uidMap: () => readFileSync('/proc/self/uid_map', 'utf8'),
};

/** Of what is no folder. */
const plainNames = (directory: string): string[] =>
  userEyes.namesIn(directory).flatMap((entry) => (entry.isDirectory() ? [] : [entry.name]));

async function lookUpSlowly(path: string): Promise<Lookup> {
  try {
    const status = await lstat(path);
    const target = status.isSymbolicLink() ? await readlink(path) : '';
    return { found: entryOf(status, () => target) };
  } catch (error) {
    return { errno: errnoOf(error) };
  }
}

function look(entry: () => DevEntry): Lookup {
  try {
    return { found: entry() };
  } catch (error) {
    return { errno: errnoOf(error) };
  }
}

function errnoOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  throw error;
}

const isErrno = (error: unknown, names: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && names.includes(String(error.code));

function entryOf(status: Stats, target: () => string): DevEntry {
  if (status.isSymbolicLink()) return { kind: 'link', target: target() };
  const access = { mode: status.mode & 0o7777, uid: status.uid, gid: status.gid };
  if (status.isCharacterDevice() || status.isBlockDevice()) {
    const kind = status.isCharacterDevice() ? 'char' : 'block';
    return { kind, major: majorOf(status.rdev), minor: minorOf(status.rdev), access };
  }
  if (status.isDirectory()) return { kind: 'directory', access };
  if (status.isSocket()) return { kind: 'socket', access };
  return { kind: status.isFIFO() ? 'fifo' : 'file', access };
}

/** Which mount a path leads to is only known by the filesystem's number here: two mounts of one look the same, and are. */
function preservedMounts(mountinfo: string): PreservedMount[] {
  return outermostBelow(parseMountinfo(mountinfo), '/dev', isVisible)
    .map(({ path, source, fsType, options, superOptions }) => ({
      path,
      source,
      fsType,
      options: [...new Set([...options, ...superOptions])],
      onto: statSync(path).isDirectory() ? ('directory' as const) : ('file' as const),
    }))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

function isVisible({ path, device }: Mount): boolean {
  try {
    const { dev } = lstatSync(path);
    return `${majorOf(dev)}:${minorOf(dev)}` === device;
  } catch (error) {
    if (isErrno(error, ['ENOENT', 'ENOTDIR', 'EACCES'])) return false;
    throw error;
  }
}
