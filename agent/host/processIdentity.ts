import { readFileSync, statSync } from 'node:fs';

/** What tells a process from another that got the same number later, over restarts of the agent and of the machine. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In clock ticks since boot, field 22 of proc_pid_stat(5). exec does not change it. */
  readonly startTime: string;
  readonly bootId: string;
}

/** @throws the error of reading /proc when there is no such process */
export function processIdentity(pid: number): ProcessIdentity {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The command's name stands in parentheses and may hold spaces and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { pid, startTime: fields[19] ?? '', bootId: bootId() };
}

export const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

/** The inode of a process's mount namespace, as `ls -l /proc/PID/ns/mnt` shows it. */
export const mountNamespace = (pid: number): number => statSync(`/proc/${pid}/ns/mnt`).ino;
