import { checked, declare, LinuxError, lastErrno, syscall } from './libc.ts';

/* pidfd_open(2), pidfd_send_signal(2): a process without the danger of its number being reused. */

const PIDFD_SEND_SIGNAL = 424;
const PIDFD_OPEN = 434;
const PIDFD_GETFD = 438;
const POLLIN = 1;

const poll = declare('int poll(_Inout_ uint8_t *fds, unsigned long count, int timeout)');

export function openPidfd(pid: number): number {
  return checked('pidfd_open', Number(syscall(PIDFD_OPEN, 'int', pid, 'unsigned int', 0)), `pid ${pid}`);
}

/** A copy of a descriptor that another process has open: the same open file, whoever opened it. Linux 5.6. */
export function copyDescriptor(pidfd: number, descriptor: number): number {
  const copied = syscall(PIDFD_GETFD, 'int', pidfd, 'int', descriptor, 'unsigned int', 0);
  return checked('pidfd_getfd', Number(copied));
}

/** False when the process has ended already. */
export function signalPidfd(pidfd: number, signal: number): boolean {
  if (Number(syscall(PIDFD_SEND_SIGNAL, 'int', pidfd, 'int', signal, 'void *', null, 'unsigned int', 0)) === 0) {
    return true;
  }
  const errno = lastErrno();
  if (errno === 'ESRCH') return false;
  throw new LinuxError('pidfd_send_signal', errno);
}

/**
 * Waits until a descriptor is readable: a pidfd is when its process has ended, a PTY when bytes came.
 *
 * @param timeout in milliseconds; 0 looks and returns, −1 waits without end and blocks this thread
 */
export function waitReadable(fd: number, timeout: number): boolean {
  const request = new Uint8Array(8);
  const view = new DataView(request.buffer);
  view.setInt32(0, fd, true);
  view.setInt16(4, POLLIN, true);
  return checked('poll', poll(request, 1, timeout)) > 0;
}
