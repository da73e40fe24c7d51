import { checked, declare } from './libc.ts';

const FALLOC_FL_KEEP_SIZE = 1;
const FALLOC_FL_PUNCH_HOLE = 2;

const fallocate = declare('int fallocate(int fd, int mode, int64_t offset, int64_t length)');

/** Gives the blocks of a part of a file back to the disk; the file's length stays, the part reads as zeros. */
export function punchHole(fd: number, offset: number, length: number): void {
  checked('fallocate', fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length));
}
