import { constants } from 'node:fs';
import { checked, declare } from './libc.ts';
import { closeDescriptor } from './process.ts';

const TCGETS = 0x5401;
const TCSETS = 0x5402;
const TCFLSH = 0x540b;
const TIOCSWINSZ = 0x5414;
const TIOCVHANGUP = 0x5437;
const TIOCGPTPEER = 0x5441;
const TCIFLUSH = 0;
const OUTPUT_MODES = 4;
const LOCAL_MODES = 12;
const ONLCR = 0o4;
const ECHO = 0o10;
const O_CLOEXEC = 0o2000000;

const ioctl = declare('int ioctl(int fd, unsigned long request, ...)');

/** Throws away what lies in a terminal's input queue, unread; ioctl_tty(2). A PTY keeps 20,480 bytes for its next reader. */
export function flushInput(fd: number): void {
  checked('ioctl TCFLSH', ioctl(fd, TCFLSH, 'int', TCIFLUSH));
}

/** As a pipe would be: nothing of what is typed is echoed, and lines end as they were printed; termios(3). */
export function setQuiet(fd: number): void {
  // struct termios of the kernel: input, output, control and local modes, 32 bits each, and characters.
  const modes = new Uint8Array(64);
  checked('ioctl TCGETS', ioctl(fd, TCGETS, '_Inout_ uint8_t *', modes));
  const view = new DataView(modes.buffer);
  view.setUint32(OUTPUT_MODES, view.getUint32(OUTPUT_MODES, true) & ~ONLCR, true);
  view.setUint32(LOCAL_MODES, view.getUint32(LOCAL_MODES, true) & ~ECHO, true);
  checked('ioctl TCSETS', ioctl(fd, TCSETS, 'const uint8_t *', modes));
}

/** A terminal's size in characters; TIOCSWINSZ(2const). From a PTY's master, those in the foreground are told by SIGWINCH. */
export function setWindowSize(fd: number, columns: number, rows: number): void {
  const size = Uint16Array.from([rows, columns, 0, 0]);
  checked('ioctl TIOCSWINSZ', ioctl(fd, TIOCSWINSZ, 'const uint16_t *', size));
}

/**
 * Hangs a PTY up from its master, as when a terminal's window is closed: the session in it gets SIGHUP, whoever reads it
 * meets its end. The master stays open. Needs CAP_SYS_ADMIN.
 */
export function hangUp(master: number): void {
  // Not by its path: in another mount namespace that is another's.
  const flags = constants.O_RDWR | constants.O_NOCTTY | O_CLOEXEC;
  const slave = checked('ioctl TIOCGPTPEER', ioctl(master, TIOCGPTPEER, 'int', flags));
  try {
    checked('ioctl TIOCVHANGUP', ioctl(slave, TIOCVHANGUP));
  } finally {
    closeDescriptor(slave);
  }
}
