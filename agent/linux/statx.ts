import { checked, declare } from './libc.ts';

/* statx(2), linux/stat.h; Linux 5.8 for the mount id. */

const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
const AT_EMPTY_PATH = 0x1000;
/** Node's lstat does not ask for this: it would mount an autofs mount point, and wait for whoever serves it. */
const AT_NO_AUTOMOUNT = 0x800;
const STATX_BASIC_STATS = 0x7ff;
const STATX_MNT_ID = 0x1000;
const SIZE = 256;

/** Offsets in struct statx. */
const UID = 20;
const GID = 24;
const MODE = 28;
const RDEV_MAJOR = 128;
const RDEV_MINOR = 132;
const DEV_MAJOR = 136;
const DEV_MINOR = 140;
const MNT_ID = 144;

const statxCall = declare(
  'int statx(int dirfd, const char *path, int flags, unsigned int mask, _Out_ uint8_t *buffer)',
);

/** What is at a path, or the link itself. */
export interface Status {
  /** With the type's bits, as in inode(7). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Of a device node: its numbers. */
  readonly major: number;
  readonly minor: number;
  /** `major:minor` of the filesystem it is on. */
  readonly device: string;
  /** The id of the mount that the path is reached on, as in the first field of /proc/self/mountinfo. */
  readonly mountId: number;
}

/** lstat(2) that never mounts anything. */
export function statusOf(path: string): Status {
  return read(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT);
}

/** What a descriptor holds, a link itself as well. */
export const statusOfHeld = (held: number): Status => read(held, '', AT_EMPTY_PATH);

function read(directory: number, path: string, flags: number): Status {
  const buffer = new Uint8Array(SIZE);
  checked('statx', statxCall(directory, path, flags, STATX_BASIC_STATS | STATX_MNT_ID, buffer), path);
  const view = new DataView(buffer.buffer);
  const word = (offset: number): number => view.getUint32(offset, true);
  return {
    mode: view.getUint16(MODE, true),
    uid: word(UID),
    gid: word(GID),
    major: word(RDEV_MAJOR),
    minor: word(RDEV_MINOR),
    device: `${word(DEV_MAJOR)}:${word(DEV_MINOR)}`,
    mountId: Number(view.getBigUint64(MNT_ID, true)),
  };
}

export const mountIdOf = (path: string): number => statusOf(path).mountId;
