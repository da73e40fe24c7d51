import { readdirSync, readFileSync, statSync } from 'node:fs';

export interface Member {
  readonly pid: number;
  readonly uid: number;
  readonly command: string;
}

/** The processes in a mount namespace, by its inode. */
export const membersOf = (mountNamespace: number): Member[] =>
  pids().flatMap((pid) => {
    try {
      if (statSync(`/proc/${pid}/ns/mnt`).ino !== mountNamespace) return [];
      const [, uid = ''] = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      return [{ pid, uid: Number(uid), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
    } catch (error) {
      if (gone(error)) return [];
      throw error;
    }
  });

/** Those that were started with this word. */
export const runningWith = (word: string): number[] =>
  pids().filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(word);
    } catch (error) {
      if (gone(error)) return false;
      throw error;
    }
  });

const pids = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** A zombie has no namespace any more, which is EACCES or ENOENT to who looks. */
const gone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH', 'EACCES', 'EINVAL'].includes(String(error.code));
