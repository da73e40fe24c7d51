import { closeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { VirtcellError } from '../../protocol/errors.ts';
import type { Caller } from '../access/caller.ts';
import { LinuxError } from '../linux/libc.ts';
import { openPidfd, waitReadable } from '../linux/pidfd.ts';
import { peerCredentials, peerGroups, peerPidfd } from '../linux/socket.ts';

/** Who connected, as the kernel recorded it at connect(2). */
export function callerOf(socket: Socket): Caller {
  const fd = descriptorOf(socket);
  return orRefused(() => ({ ...peerCredentials(fd), groups: peerGroups(fd) }));
}

/**
 * A process of one of the agent's VMs has its owner's uid, and could ask as the owner for a VM without its own bounds. A
 * process that has ended since it connected is refused too: whoever holds its socket now cannot be told.
 */
export function refuseDomainProcess(socket: Socket, pid: number, isDomainProcess: (pid: number) => boolean): void {
  // 0: in another PID namespace than ours and those below.
  if (pid <= 0) throw refused('The agent cannot see the process that connected.');
  const pidfd = orRefused(() => pidfdOf(descriptorOf(socket), pid));
  try {
    const isDomain = isDomainProcess(pid);
    // Alive after the question means that the number was this process's while it was asked.
    if (waitReadable(pidfd, 0)) throw refused('The process that connected has ended.');
    if (isDomain) throw refused('A virtual machine may not command the agent.');
  } finally {
    closeSync(pidfd);
  }
}

/**
 * The process at the other end of a connection that we opened: who called listen(2). The kernel's word, also of an agent
 * that hangs.
 */
export function listenerOf(socket: Socket): { readonly pid: number; openPidfd(): number } {
  const fd = descriptorOf(socket);
  const { pid } = peerCredentials(fd);
  return { pid, openPidfd: () => pidfdOf(fd, pid) };
}

function orRefused<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (error instanceof LinuxError) throw refused('The agent cannot tell who connected.', error);
    throw error;
  }
}

/** SO_PEERPIDFD stands for the very process; before Linux 6.5 the number must do, which may have been given away again. */
function pidfdOf(fd: number, pid: number): number {
  try {
    return peerPidfd(fd);
  } catch (error) {
    if (error instanceof LinuxError && error.errno === 'ENOPROTOOPT') return openPidfd(pid);
    throw error;
  }
}

function refused(message: string, cause?: unknown): VirtcellError {
  return new VirtcellError({ code: 'caller-refused', message }, { cause });
}

/** Node has no public name for a socket's descriptor. */
function descriptorOf(socket: Socket): number {
  const handle: unknown = Reflect.get(socket, '_handle');
  if (typeof handle === 'object' && handle !== null && 'fd' in handle && typeof handle.fd === 'number') {
    if (handle.fd >= 0) return handle.fd;
  }
  throw refused('The connection is closed.');
}
