import { closeSync, constants, openSync, readdirSync, readlinkSync, readSync, writeSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { checked, declare } from '../../../agent/linux/libc.ts';
import { waitForAny } from '../../../agent/linux/poll.ts';

const TCGETS = 0x5401;
const TCSETS = 0x5402;
const TIOCSPTLCK = 0x40045431;
const TIOCGPTN = 0x80045430;

const ioctl = declare('int ioctl(int fd, unsigned long request, ...)');

/** QEMU's side of a PTY, in QEMU's raw mode. */
export class PtyMaster {
  readonly fd: number;
  readonly number: number;
  readonly path: string;
  #open = true;

  constructor() {
    this.fd = openSync('/dev/ptmx', constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    checked('ioctl TIOCSPTLCK', ioctl(this.fd, TIOCSPTLCK, 'const int *', [0]));
    const number = new Uint32Array(1);
    checked('ioctl TIOCGPTN', ioctl(this.fd, TIOCGPTN, '_Out_ uint32_t *', number));
    this.number = number[0] ?? -1;
    this.path = `/dev/pts/${this.number}`;
    this.#makeRaw();
  }

  #makeRaw(): void {
    const termios = new Uint32Array(16);
    checked('ioctl TCGETS', ioctl(this.fd, TCGETS, '_Out_ uint32_t *', termios));
    const [, , control = 0, , ...rest] = termios;
    checked('ioctl TCSETS', ioctl(this.fd, TCSETS, 'const uint32_t *', Uint32Array.from([0, 0, control, 0, ...rest])));
  }

  /** What was typed and has arrived already: typing is a write that this process made. */
  read(): Buffer {
    const bytes = Buffer.alloc(64 << 10);
    return bytes.subarray(
      0,
      orNothing(() => readSync(this.fd, bytes)),
    );
  }

  /** What is being typed; the main thread, which types, goes on meanwhile. */
  async readExactly(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let total = 0; total < length; total += parts.at(-1)?.length ?? 0) {
      await nextTurn();
      parts.push(this.read());
    }
    return Buffer.concat(parts);
  }

  /** As much as the PTY takes now. */
  writeSome(bytes: Uint8Array): number {
    return orNothing(() => writeSync(this.fd, bytes));
  }

  /** All of it, which without a reader at the other side takes for ever. The main thread goes on meanwhile. */
  async writeAll(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; at += this.writeSome(bytes.subarray(at))) await nextTurn();
  }

  /** Blocks the main thread, since it is the other one that closes, until nobody has the other side open any more. */
  waitClosed(): void {
    waitForAny([{ fd: this.fd, events: 0 }]);
  }

  /** How often this process has the other side open. */
  slavesHere(): number {
    return readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`) === this.path;
      } catch {
        return false; // the descriptor of the listing itself
      }
    }).length;
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.fd);
  }
}

function orNothing(act: () => number): number {
  try {
    return act();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 0;
    throw error;
  }
}
