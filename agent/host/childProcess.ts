import { readFileSync } from 'node:fs';
import { LinuxError } from '../linux/libc.ts';
import { openPidfd, waitReadable } from '../linux/pidfd.ts';
import { closeDescriptor } from '../linux/process.ts';

/** A process and a descriptor of it, which stands for no other, whoever gets its number. */
export interface HeldProcess {
  readonly pid: number;
  readonly pidfd: number;
}

/**
 * Holds a process's oldest child. Undefined when there is none, when the process has ended, and where the kernel does
 * not tell (CONFIG_PROC_CHILDREN).
 */
export function holdOldestChild(parent: HeldProcess): HeldProcess | undefined {
  const [pid] = childrenOf(parent.pid);
  const pidfd = pid === undefined ? undefined : openUnlessGone(pid);
  if (pid === undefined || pidfd === undefined) return undefined;
  // Still a child, and of a parent that lives: then neither number was given away before both were held.
  if (childrenOf(parent.pid).includes(pid) && !waitReadable(parent.pidfd, 0)) return { pid, pidfd };
  closeDescriptor(pidfd);
  return undefined;
}

function openUnlessGone(pid: number): number | undefined {
  try {
    return openPidfd(pid);
  } catch (error) {
    if (error instanceof LinuxError && error.errno === 'ESRCH') return undefined;
    throw error;
  }
}

/** Oldest first; proc_pid_task_children(5). */
function childrenOf(pid: number): number[] {
  try {
    const numbers = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return numbers
      .split(' ')
      .filter((word) => word !== '')
      .map(Number);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return [];
    throw error;
  }
}
