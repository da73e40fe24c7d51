import { statSync } from 'node:fs';
import { readText } from './readText.ts';

/** What tells a process from another that got the same number later, over restarts of the agent and of the machine. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In clock ticks since boot, field 22 of proc_pid_stat(5). exec does not change it. */
  readonly startTime: string;
  readonly bootId: string;
}

/** @throws the error of reading /proc when there is no such process */
export function processIdentity(pid: number): ProcessIdentity {
  const [, startTime] = stateAndStartTime(pid);
  return { pid, startTime, bootId: bootId() };
}

/** Whether it is the very process, and has not ended: one that nobody has reaped yet still has its number. */
export function isRunning({ pid, startTime, bootId: boot }: ProcessIdentity): boolean {
  if (boot !== bootId()) return false;
  try {
    const [state, now] = stateAndStartTime(pid);
    return now === startTime && state !== 'Z' && state !== 'X';
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return false;
    throw error;
  }
}

function stateAndStartTime(pid: number): [string, string] {
  const stat = readText(`/proc/${pid}/stat`);
  // The command's name stands in parentheses and may hold spaces and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return [fields[0] ?? '', fields[19] ?? ''];
}

export const bootId = (): string => readText('/proc/sys/kernel/random/boot_id').trim();

/** The inode of a process's mount namespace, as `ls -l /proc/PID/ns/mnt` shows it. */
export const mountNamespace = (pid: number): number => statSync(`/proc/${pid}/ns/mnt`).ino;
