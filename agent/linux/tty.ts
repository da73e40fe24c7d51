import { checked, declare } from './libc.ts';

const TCFLSH = 0x540b;
const TCIFLUSH = 0;

const ioctl = declare('int ioctl(int fd, unsigned long request, ...)');

/** Throws away what lies in a terminal's input queue, unread; ioctl_tty(2). A PTY keeps 20,480 bytes for its next reader. */
export function flushInput(fd: number): void {
  checked('ioctl TCFLSH', ioctl(fd, TCFLSH, 'int', TCIFLUSH));
}
