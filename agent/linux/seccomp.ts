import { constants } from 'node:os';
import { declare, defineStruct, LinuxError, lastErrno } from './libc.ts';

/* seccomp(2), Documentation/userspace-api/seccomp_filter.rst. A filter outlives exec and can only be added to. */

const PR_SET_SECCOMP = 22;
const SECCOMP_MODE_FILTER = 2;

/** Where struct seccomp_data has what a filter sees; of an argument the low half, which is all of an int. */
const NUMBER = 0;
const ARCHITECTURE = 4;
const FIRST_ARGUMENT = 16;

/** Classic BPF: load a word, jump if the word equals or is at least a constant, return. */
const LOAD = 0x20;
const IF_EQUAL = 0x15;
const IF_AT_LEAST = 0x35;
const RETURN = 0x06;

const ALLOW = 0x7fff0000;
const FAIL = 0x00050000;

const AUDIT_ARCH_X86_64 = 0xc000003e;
/** Numbers from here on are those of x32, under the same architecture. */
const X32 = 0x40000000;
const SYS_SOCKET = 41;
const SYS_SOCKETPAIR = 53;
const SYS_IO_URING_SETUP = 425;
const AF_UNIX = 1;

const { EACCES, ENOSYS } = constants.errno;

defineStruct('sock_fprog', { len: 'uint16_t', filter: 'const uint8_t *' });
const prctl = declare(
  'int prctl(int option, unsigned long mode, const sock_fprog *program, unsigned long c, unsigned long d)',
);

type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, constant: number];

/**
 * Jumps are counted from the next instruction on. Calls of another architecture, and of x32, are unknown: their numbers
 * mean something else. A pair of sockets is no harmless one either, since a datagram goes from it to any address. An
 * io_uring makes and connects sockets without a system call, and so past every filter: to QEMU the kernel has none.
 */
const NO_UNIX_SOCKETS: readonly Instruction[] = [
  [LOAD, 0, 0, ARCHITECTURE],
  [IF_EQUAL, 0, 8, AUDIT_ARCH_X86_64],
  [LOAD, 0, 0, NUMBER],
  [IF_AT_LEAST, 6, 0, X32],
  [IF_EQUAL, 5, 0, SYS_IO_URING_SETUP],
  [IF_EQUAL, 1, 0, SYS_SOCKET],
  [IF_EQUAL, 0, 4, SYS_SOCKETPAIR],
  [LOAD, 0, 0, FIRST_ARGUMENT],
  [IF_EQUAL, 0, 2, AF_UNIX],
  [RETURN, 0, 0, FAIL | EACCES],
  [RETURN, 0, 0, FAIL | ENOSYS],
  [RETURN, 0, 0, ALLOW],
];

/**
 * From here on this thread, and all that it becomes or starts, makes no Unix socket: what it may talk to by one it has
 * been given. Needs no_new_privs.
 *
 * @throws LinuxError EINVAL where the kernel has no filters
 */
export function denyUnixSockets(): void {
  const filter = new Uint8Array(8 * NO_UNIX_SOCKETS.length);
  const view = new DataView(filter.buffer);
  for (const [index, [code, ifTrue, ifFalse, constant]] of NO_UNIX_SOCKETS.entries()) {
    view.setUint16(8 * index, code, true);
    view.setUint8(8 * index + 2, ifTrue);
    view.setUint8(8 * index + 3, ifFalse);
    view.setUint32(8 * index + 4, constant, true);
  }
  const program = { len: NO_UNIX_SOCKETS.length, filter };
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0) === -1) {
    throw new LinuxError('prctl PR_SET_SECCOMP', lastErrno());
  }
}
