import { checked, declare, LinuxError, lastErrno } from './libc.ts';

/* The file-descriptor mount API: fsopen(2), fsconfig(2), fsmount(2), open_tree(2), move_mount(2); Linux 5.2. */

const AT_FDCWD = -100;
const AT_RECURSIVE = 0x8000;
const AT_NO_AUTOMOUNT = 0x800;
const FSOPEN_CLOEXEC = 1;
const FSMOUNT_CLOEXEC = 1;
const FSCONFIG_SET_STRING = 1;
const FSCONFIG_CMD_CREATE = 6;
const MOUNT_ATTR_NOSUID = 2;
const MOUNT_ATTR_NOEXEC = 8;
const OPEN_TREE_CLONE = 1;
const OPEN_TREE_CLOEXEC = 0x80000;
const MOVE_MOUNT_F_EMPTY_PATH = 4;
const MS_REC = 0x4000;
const MS_SLAVE = 0x80000;
const MS_REMOUNT = 0x20;
const MS_BIND = 0x1000;
const MNT_DETACH = 2;
const UMOUNT_NOFOLLOW = 8;
const CLONE_NEWNS = 0x20000;

const fsopen = declare('int fsopen(const char *fsname, unsigned int flags)');
const fsconfig = declare('int fsconfig(int fd, unsigned int cmd, const char *key, const char *value, int aux)');
const fsmount = declare('int fsmount(int fd, unsigned int flags, unsigned int attributes)');
const openTreeCall = declare('int open_tree(int dirfd, const char *path, unsigned int flags)');
const moveMountCall = declare(
  'int move_mount(int fromFd, const char *fromPath, int toFd, const char *toPath, unsigned int flags)',
);
const mountCall = declare(
  'int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data)',
);
const umount2 = declare('int umount2(const char *target, int flags)');
const unshareCall = declare('int unshare(int flags)');
const readMessage = declare('int64_t read(int fd, _Out_ uint8_t *buffer, size_t size)');
const closeFd = declare('int close(int fd)');

/**
 * A tmpfs mounted nowhere: it exists only as the returned descriptor and goes with it. Set-id bits and execution are
 * off; devices must stay on, it is made for them.
 *
 * @param options strings of fsconfig(2), as in tmpfs(5): `mode`, `size`, `nr_inodes`, `rootcontext`
 */
export function detachedTmpfs(options: Readonly<Record<string, string>>): number {
  const context = checked('fsopen', fsopen('tmpfs', FSOPEN_CLOEXEC), 'tmpfs');
  try {
    for (const [key, value] of Object.entries(options)) {
      if (fsconfig(context, FSCONFIG_SET_STRING, key, value, 0) === -1) throw configError(context, `${key}=${value}`);
    }
    if (fsconfig(context, FSCONFIG_CMD_CREATE, null, null, 0) === -1) throw configError(context, 'create');
    return checked('fsmount', fsmount(context, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC), 'tmpfs');
  } finally {
    closeFd(context);
  }
}

/** fsconfig(2) leaves the reason in words on the context's descriptor: `e tmpfs: Unknown parameter 'bogus'`. */
function configError(context: number, what: string): LinuxError {
  const errno = lastErrno();
  const buffer = new Uint8Array(512);
  const length = Number(readMessage(context, buffer, buffer.length));
  const words = length > 0 ? new TextDecoder().decode(buffer.subarray(0, length)).trim() : '';
  return new LinuxError('fsconfig', errno, what, words);
}

/** A detached copy of the mount at `path` and of all below it. An autofs mount point on the way is not triggered. */
export function cloneTree(path: string): number {
  const flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE | AT_NO_AUTOMOUNT;
  return checked('open_tree', openTreeCall(AT_FDCWD, path, flags), path);
}

/** Attaches a detached mount at `path` of this namespace. */
export function attach(tree: number, path: string): void {
  checked('move_mount', moveMountCall(tree, '', AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH), path);
}

/** Gives this thread a mount namespace of its own, a copy of the present one. */
export function unshareMounts(): void {
  checked('unshare', unshareCall(CLONE_NEWNS));
}

/** From here on mounts still arrive from the host and nothing goes back to it. */
export function makeSlave(path: string): void {
  checked('mount', mountCall('none', path, null, MS_REC | MS_SLAVE, null), path);
}

/** The flags of a mount, mount(2), by the names that mountinfo has for them. The filesystem's own options have none. */
const FLAGS: Readonly<Record<string, number>> = {
  ...{ ro: 1, nosuid: 2, nodev: 4, noexec: 8 },
  ...{ nosymfollow: 0x100, noatime: 0x400, nodiratime: 0x800, relatime: 0x200000 },
};

/** Gives the mount at `path` these options and no others. The filesystem, and other mounts of it, stay as they are. */
export function changeOptions(path: string, options: readonly string[]): void {
  const flags = options.reduce((all, option) => all | (FLAGS[option] ?? 0), MS_REMOUNT | MS_BIND);
  checked('mount', mountCall('none', path, null, flags, null), path);
}

/** Detaches the topmost mount at `path`; false when nothing is mounted there, or it is locked (both are EINVAL). */
export function detachTop(path: string): boolean {
  if (umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW) === 0) return true;
  const errno = lastErrno();
  if (errno === 'EINVAL') return false;
  throw new LinuxError('umount2', errno, path);
}
