import { checked, declare, LinuxError, lastErrno } from './libc.ts';

/* Making things in a directory given by descriptor. Every name is relative to it. */

const AT_SYMLINK_NOFOLLOW = 0x100;
const S_IFCHR = 0o020000;
const S_IFBLK = 0o060000;
const S_IFREG = 0o100000;

const mkdiratCall = declare('int mkdirat(int dirfd, const char *path, unsigned int mode)');
const mknodatCall = declare('int mknodat(int dirfd, const char *path, unsigned int mode, unsigned long dev)');
const symlinkatCall = declare('int symlinkat(const char *target, int dirfd, const char *path)');
const fchownatCall = declare(
  'int fchownat(int dirfd, const char *path, unsigned int uid, unsigned int gid, int flags)',
);
const fchmodatCall = declare('int fchmodat(int dirfd, const char *path, unsigned int mode, int flags)');
const lsetxattrCall = declare(
  'int lsetxattr(const char *path, const char *name, const uint8_t *value, size_t size, int flags)',
);
const lgetxattrCall = declare(
  'int64_t lgetxattr(const char *path, const char *name, _Out_ uint8_t *value, size_t size)',
);

/** makedev(3): glibc's 64-bit device number. */
export const deviceNumber = (major: number, minor: number): bigint =>
  (BigInt(major & 0xfff) << 8n) | BigInt(minor & 0xff) | (BigInt(minor >>> 8) << 20n) | (BigInt(major >>> 12) << 44n);

export function makeDirectory(dirfd: number, path: string, mode: number): void {
  checked('mkdirat', mkdiratCall(dirfd, path, mode), path);
}

/** A device node that nobody but root may open until its owner and mode are set. */
export function makeDevice(dirfd: number, path: string, kind: 'char' | 'block', major: number, minor: number): void {
  const type = kind === 'char' ? S_IFCHR : S_IFBLK;
  checked('mknodat', mknodatCall(dirfd, path, type | 0o600, deviceNumber(major, minor)), path);
}

/** An empty regular file, to mount something upon. */
export function makePlaceholder(dirfd: number, path: string): void {
  checked('mknodat', mknodatCall(dirfd, path, S_IFREG | 0o600, 0), path);
}

export function makeLink(dirfd: number, path: string, target: string): void {
  checked('symlinkat', symlinkatCall(target, dirfd, path), path);
}

export function setOwner(dirfd: number, path: string, uid: number, gid: number): void {
  checked('fchownat', fchownatCall(dirfd, path, uid, gid, AT_SYMLINK_NOFOLLOW), path);
}

/** The exact permission bits, whatever the umask. fchmodat(2) has no NOFOLLOW: only for what this process just made. */
export function setMode(dirfd: number, path: string, mode: number): void {
  checked('fchmodat', fchmodatCall(dirfd, path, mode, 0), path);
}

/** lsetxattr(2) on an entry of the directory. There is no setxattrat before Linux 6.13: the way leads through /proc. */
export function setXattr(dirfd: number, path: string, name: string, value: Uint8Array): void {
  const whole = `/proc/self/fd/${dirfd}/${path}`;
  if (lsetxattrCall(whole, name, value, value.length, 0) === -1) throw new LinuxError('lsetxattr', lastErrno(), path);
}

/** An extended attribute of the thing at `path` itself, or undefined where there is none or the filesystem has none. */
export function getXattr(path: string, name: string): Uint8Array | undefined {
  const buffer = new Uint8Array(4096);
  const length = Number(lgetxattrCall(path, name, buffer, buffer.length));
  if (length >= 0) return buffer.slice(0, length);
  const errno = lastErrno();
  if (errno === 'ENODATA' || errno === 'ENOTSUP' || errno === 'EOPNOTSUPP') return undefined;
  throw new LinuxError('lgetxattr', errno, path);
}
