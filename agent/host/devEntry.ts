import { constants, readlinkSync } from 'node:fs';
import type { Access, DevEntry } from '../../plan/privateDev/devPlan.ts';
import type { Lookup } from '../../plan/privateDev/hostFacts.ts';
import { decodeAcl } from '../linux/acl.ts';
import { getXattr } from '../linux/nodes.ts';
import { type Status, statusOf } from '../linux/statx.ts';

/**
 * What stands at a path, by lstat, readlink and two extended attributes. Nothing is opened: opening a device can do
 * things, from rewinding a tape to resetting a board. Nothing is mounted either: an autofs mount point stays one.
 */
export function lookUp(path: string): Lookup {
  try {
    return { found: describeEntry(path, statusOf(path)) };
  } catch (error) {
    return { errno: errnoOf(error) };
  }
}

function errnoOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof Error && 'errno' in error && typeof error.errno === 'string') return error.errno;
  throw error;
}

function describeEntry(path: string, status: Status): DevEntry {
  const type = status.mode & constants.S_IFMT;
  if (type === constants.S_IFLNK) return { kind: 'link', target: readlinkSync(path) };
  const access = accessOf(path, status);
  if (type === constants.S_IFCHR || type === constants.S_IFBLK) {
    const { major, minor } = status;
    return { kind: type === constants.S_IFCHR ? 'char' : 'block', major, minor, access };
  }
  if (type === constants.S_IFDIR) return { kind: 'directory', access };
  if (type === constants.S_IFSOCK) return { kind: 'socket', access };
  return { kind: type === constants.S_IFIFO ? 'fifo' : 'file', access };
}

function accessOf(path: string, { mode, uid, gid }: Status): Access {
  const acl = getXattr(path, 'system.posix_acl_access');
  const label = getXattr(path, 'security.selinux');
  return {
    mode: mode & 0o7777,
    uid,
    gid,
    ...(acl && { acl: decodeAcl(acl) }),
    ...(label && { label: Buffer.from(label).toString('utf8').replace(/\0$/, '') }),
  };
}
