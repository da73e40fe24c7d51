import { closeSync, constants, openSync } from 'node:fs';
import { checked, declare, LinuxError, lastErrno, syscall } from './libc.ts';

/*
 * Directories held by descriptor, and what is done to names in them: openat2(2), Linux 5.6. A path is walked inside a
 * root that is itself held, and no link on it is followed: whoever owns what is inside cannot lead the agent elsewhere.
 */

const OPENAT2 = 437;
const O_PATH = 0x200000;
const O_CLOEXEC = 0x80000;
const RESOLVE_NO_SYMLINKS = 0x04;
const RESOLVE_IN_ROOT = 0x10;
const AT_REMOVEDIR = 0x200;
const AT_EMPTY_PATH = 0x1000;

const unlinkatCall = declare('int unlinkat(int dirfd, const char *path, int flags)');
const renameat2Call = declare(
  'int renameat2(int oldDirfd, const char *oldPath, int newDirfd, const char *newPath, unsigned int flags)',
);
const fchownatCall = declare(
  'int fchownat(int dirfd, const char *path, unsigned int uid, unsigned int gid, int flags)',
);
const setxattrCall = declare(
  'int setxattr(const char *path, const char *name, const uint8_t *value, size_t size, int flags)',
);
const readlinkatCall = declare('int64_t readlinkat(int dirfd, const char *path, _Out_ uint8_t *buffer, size_t size)');
const chmodCall = declare('int chmod(const char *path, unsigned int mode)');

/** The root directory of a process, as a descriptor that only names it. */
export function holdRoot(pid: number): number {
  const path = `/proc/${pid}/root`;
  try {
    return openSync(path, O_PATH | constants.O_DIRECTORY);
  } catch (error) {
    throw new LinuxError('open', error instanceof Error && 'code' in error ? String(error.code) : 'EIO', path);
  }
}

/** A directory below a held root. ELOOP when a link lies on the way. */
export const holdDirectory = (root: number, path: string): number =>
  openBeneath(root, path, O_PATH | O_CLOEXEC | constants.O_DIRECTORY);

/** Whatever has that name in a held directory: the thing itself, though the name may be another's a moment later. */
export const holdEntry = (directory: number, name: string): number =>
  openBeneath(directory, name, O_PATH | O_CLOEXEC | constants.O_NOFOLLOW);

function openBeneath(directory: number, path: string, flags: number): number {
  // struct open_how: flags, mode, resolve.
  const how = BigUint64Array.from([BigInt(flags), 0n, BigInt(RESOLVE_NO_SYMLINKS | RESOLVE_IN_ROOT)]);
  const bytes = new Uint8Array(how.buffer);
  const fd = syscall(OPENAT2, 'int', directory, 'const char *', path, 'const uint8_t *', bytes, 'size_t', bytes.length);
  return checked('openat2', Number(fd), path);
}

/** What close(2) answers tells nothing of a descriptor that only names a thing, and the kernel frees it all the same. */
export function release(fd: number): void {
  try {
    closeSync(fd);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EBADF') throw error;
  }
}

export function removeEntry(directory: number, name: string, kind: 'directory' | 'other'): void {
  checked('unlinkat', unlinkatCall(directory, name, kind === 'directory' ? AT_REMOVEDIR : 0), name);
}

/** Puts one entry of a directory in another's place, in one step: whoever opens the name gets the one or the other. */
export function replaceEntry(directory: number, from: string, to: string): void {
  checked('renameat2', renameat2Call(directory, from, directory, to, 0), to);
}

/** Where a held link leads. */
export function heldTarget(held: number): string {
  const buffer = new Uint8Array(4096);
  const length = checked('readlinkat', Number(readlinkatCall(held, '', buffer, buffer.length)));
  return Buffer.from(buffer.subarray(0, length)).toString('utf8');
}

/** chown(2) of the held thing itself. */
export function setHeldOwner(held: number, uid: number, gid: number): void {
  checked('fchownat', fchownatCall(held, '', uid, gid, AT_EMPTY_PATH));
}

/** chmod(2) of the held thing: fchmod(2) refuses a descriptor that only names it, its link in /proc does not. */
export function setHeldMode(held: number, mode: number): void {
  checked('chmod', chmodCall(`/proc/self/fd/${held}`, mode));
}

export function setHeldXattr(held: number, name: string, value: Uint8Array): void {
  if (setxattrCall(`/proc/self/fd/${held}`, name, value, value.length, 0) === -1) {
    throw new LinuxError('setxattr', lastErrno());
  }
}
