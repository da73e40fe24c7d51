import { checked, declare, LinuxError, lastErrno } from './libc.ts';

const FALLOC_FL_KEEP_SIZE = 1;
const FALLOC_FL_PUNCH_HOLE = 2;
const SEEK_DATA = 3;
const SEEK_END = 2;
const LOCK_EX = 2;
const LOCK_NB = 4;

const fallocate = declare('int fallocate(int fd, int mode, int64_t offset, int64_t length)');
const flock = declare('int flock(int fd, int operation)');
const lseek = declare('int64_t lseek(int fd, int64_t offset, int whence)');

/** Gives the blocks of a part of a file back to the disk; the file's length stays, the part reads as zeros. */
export function punchHole(fd: number, offset: number, length: number): void {
  checked('fallocate', fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length));
}

/** Where a file's first hole ends; its length when it is a hole altogether. 0 on a filesystem that knows no holes. */
export function firstDataOffset(fd: number): number {
  const offset = Number(lseek(fd, 0, SEEK_DATA));
  if (offset !== -1) return offset;
  const errno = lastErrno();
  if (errno !== 'ENXIO') throw new LinuxError('lseek SEEK_DATA', errno);
  return checked('lseek SEEK_END', Number(lseek(fd, 0, SEEK_END)));
}

/** Locks the open file for this process alone, until it closes it or ends; false when another has it. flock(2). */
export function tryLock(fd: number): boolean {
  if (flock(fd, LOCK_EX | LOCK_NB) !== -1) return true;
  const errno = lastErrno();
  // One number, two names.
  if (errno !== 'EAGAIN' && errno !== 'EWOULDBLOCK') throw new LinuxError('flock', errno);
  return false;
}
