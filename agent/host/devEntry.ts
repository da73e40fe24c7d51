import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import type { Access, DevEntry } from '../../plan/privateDev/devPlan.ts';
import type { Lookup } from '../../plan/privateDev/hostFacts.ts';
import { decodeAcl } from '../linux/acl.ts';
import { getXattr } from '../linux/nodes.ts';

/**
 * What stands at a path, by lstat, readlink and two extended attributes. Nothing is opened: opening a device can do
 * things, from rewinding a tape to resetting a board.
 */
export function lookUp(path: string): Lookup {
  try {
    return { found: describeEntry(path, lstatSync(path)) };
  } catch (error) {
    return { errno: errnoOf(error) };
  }
}

function errnoOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof Error && 'errno' in error && typeof error.errno === 'string') return error.errno;
  throw error;
}

function describeEntry(path: string, stats: Stats): DevEntry {
  if (stats.isSymbolicLink()) return { kind: 'link', target: readlinkSync(path) };
  const access = accessOf(path, stats);
  if (stats.isCharacterDevice() || stats.isBlockDevice()) {
    const kind = stats.isCharacterDevice() ? 'char' : 'block';
    return { kind, major: majorOf(stats.rdev), minor: minorOf(stats.rdev), access };
  }
  if (stats.isDirectory()) return { kind: 'directory', access };
  if (stats.isSocket()) return { kind: 'socket', access };
  return { kind: stats.isFIFO() ? 'fifo' : 'file', access };
}

function accessOf(path: string, stats: Stats): Access {
  const acl = getXattr(path, 'system.posix_acl_access');
  const label = getXattr(path, 'security.selinux');
  return {
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    gid: stats.gid,
    ...(acl && { acl: decodeAcl(acl) }),
    ...(label && { label: Buffer.from(label).toString('utf8').replace(/\0$/, '') }),
  };
}

/** gnu_dev_major(3) on a number that Node hands over as a double: beyond 32 bits without bit operators. */
export const majorOf = (rdev: number): number => ((rdev >>> 8) & 0xfff) | (Math.floor(rdev / 2 ** 32) & ~0xfff);

/** gnu_dev_minor(3). */
export const minorOf = (rdev: number): number => (rdev & 0xff) | ((rdev >>> 12) & 0xfff00);
