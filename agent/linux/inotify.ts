import { readSync } from 'node:fs';
import { checked, declare, LinuxError, lastErrno } from './libc.ts';

/* inotify(7), for the events that fs.watch does not tell: who opens and closes a file. */

const IN_CLOSE_WRITE = 0x08;
const IN_CLOSE_NOWRITE = 0x10;
const IN_OPEN = 0x20;
const IN_NONBLOCK = 0o4000;
const IN_CLOEXEC = 0o2000000;
const HEADER_SIZE = 16;

const init = declare('int inotify_init1(int flags)');
const addWatch = declare('int inotify_add_watch(int fd, const char *path, uint32_t mask)');
const removeWatch = declare('int inotify_rm_watch(int fd, int watch)');

export function openInotify(): number {
  return checked('inotify_init1', init(IN_NONBLOCK | IN_CLOEXEC));
}

/** From here on each open and close of the file that `fd` has open is told. Returns the number of the watch. */
export function watchOpeners(inotify: number, fd: number): number {
  const mask = IN_OPEN | IN_CLOSE_WRITE | IN_CLOSE_NOWRITE;
  return checked('inotify_add_watch', addWatch(inotify, `/proc/self/fd/${fd}`, mask));
}

export function unwatch(inotify: number, watch: number): void {
  if (removeWatch(inotify, watch) === 0) return;
  const errno = lastErrno();
  // The kernel takes a watch away itself when the file is gone, as a PTY is with its QEMU.
  if (errno !== 'EINVAL') throw new LinuxError('inotify_rm_watch', errno);
}

/** Instead of a watch's number: more happened than the kernel keeps, and to which watches is not known. */
export const OVERFLOWN = -1;

/** The numbers of the watches that something happened to, from a descriptor that poll(2) called readable. */
export function readWatches(inotify: number): Set<number> {
  const bytes = new Uint8Array(4096);
  const length = readSync(inotify, bytes);
  const view = new DataView(bytes.buffer, 0, length);
  const watches = new Set<number>();
  for (let at = 0; at < length; at += HEADER_SIZE + view.getUint32(at + 12, true)) watches.add(view.getInt32(at, true));
  return watches;
}
