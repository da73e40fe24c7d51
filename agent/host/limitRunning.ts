import { LinuxError } from '../linux/libc.ts';
import { type ResourceLimit, setLimitOf } from '../linux/process.ts';
import { isRunning, type ProcessIdentity } from './processIdentity.ts';

/**
 * Sets a limit of a process that runs, and of no other that has its number by now. prlimit(2) knows numbers only, no
 * descriptor of a process, so nothing may come between the question and the call.
 *
 * @throws LinuxError ESRCH when the process has ended
 */
export function limitRunning(identity: ProcessIdentity, resource: ResourceLimit, bytes: number): void {
  if (!isRunning(identity)) throw new LinuxError('prlimit', 'ESRCH', `pid ${identity.pid}`);
  setLimitOf(identity.pid, resource, bytes);
}
