import { checked, declare } from './libc.ts';

const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
const AT_NO_AUTOMOUNT = 0x800;
const STATX_MNT_ID = 0x1000;
/** Offset of stx_mnt_id in struct statx, which is 256 bytes long; statx(2), Linux 5.8. */
const MOUNT_ID_OFFSET = 144;

const statxCall = declare(
  'int statx(int dirfd, const char *path, int flags, unsigned int mask, _Out_ uint8_t *buffer)',
);

/** The id of the mount that `path` is reached on, as in the first field of /proc/self/mountinfo. */
export function mountIdOf(path: string): number {
  const buffer = new Uint8Array(256);
  const flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT;
  checked('statx', statxCall(AT_FDCWD, path, flags, STATX_MNT_ID, buffer), path);
  return Number(new DataView(buffer.buffer).getBigUint64(MOUNT_ID_OFFSET, true));
}
