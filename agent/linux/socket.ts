import { checked, declare, LinuxError } from './libc.ts';

/* unix(7). */

const AF_UNIX = 1;
const SOCK_STREAM = 1;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
const SO_PEERGROUPS = 59;
const SO_PEERPIDFD = 77;
/** sun_path with its NUL is 108 bytes; the kernel would only say EINVAL. */
const MAX_PATH = 107;

const socketCall = declare('int socket(int domain, int type, int protocol)');
const bindCall = declare('int bind(int fd, const uint8_t *address, unsigned int size)');
const listenCall = declare('int listen(int fd, int backlog)');
const getsockopt = declare(
  'int getsockopt(int fd, int level, int option, _Out_ uint8_t *value, _Inout_ uint32_t *size)',
);

/** A Unix socket bound at `path` (107 bytes at most) and listening. */
export function listenUnix(path: string, backlog: number): number {
  const name = new TextEncoder().encode(path);
  if (name.length > MAX_PATH) throw new LinuxError('bind', 'ENAMETOOLONG', path, `more than ${MAX_PATH} bytes`);
  const address = new Uint8Array(2 + name.length + 1);
  new DataView(address.buffer).setUint16(0, AF_UNIX, true);
  address.set(name, 2);
  const fd = checked('socket', socketCall(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  checked('bind', bindCall(fd, address, address.length), path);
  checked('listen', listenCall(fd, backlog), path);
  return fd;
}

export interface PeerCredentials {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

function option(fd: number, name: string, number: number, size: number): Uint8Array {
  const value = new Uint8Array(size);
  const length = Uint32Array.from([size]);
  checked(`getsockopt ${name}`, getsockopt(fd, SOL_SOCKET, number, value, length));
  return value.subarray(0, length[0]);
}

/** Who connected, as the kernel recorded it at connect(2): nothing that the peer says. */
export function peerCredentials(fd: number): PeerCredentials {
  const view = new DataView(option(fd, 'SO_PEERCRED', SO_PEERCRED, 12).slice().buffer);
  return { pid: view.getInt32(0, true), uid: view.getUint32(4, true), gid: view.getUint32(8, true) };
}

/** The peer's supplementary groups at connect(2); Linux 4.13. */
export function peerGroups(fd: number): number[] {
  const bytes = option(fd, 'SO_PEERGROUPS', SO_PEERGROUPS, 4 * 65536).slice();
  return [...new Uint32Array(bytes.buffer, 0, bytes.length / 4)];
}

/** A pidfd of the process that connected; Linux 6.5, ENOPROTOOPT before. */
export function peerPidfd(fd: number): number {
  return new DataView(option(fd, 'SO_PEERPIDFD', SO_PEERPIDFD, 4).slice().buffer).getInt32(0, true);
}
