import { checked, declare, defineStruct, LinuxError } from './libc.ts';

/* unix(7). */

const AF_UNIX = 1;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
const SO_PEERGROUPS = 59;
const SO_PEERPIDFD = 77;
const SCM_RIGHTS = 1;
const MSG_NOSIGNAL = 0x4000;
/** CMSG_SPACE(sizeof(int)): the header of 16 bytes and the descriptor, aligned. */
const CONTROL_SIZE = 24;
/** sun_path with its NUL is 108 bytes; the kernel would only say EINVAL. */
const MAX_PATH = 107;

const socketCall = declare('int socket(int domain, int type, int protocol)');
const socketpairCall = declare('int socketpair(int domain, int type, int protocol, _Out_ int32_t *sockets)');
const bindCall = declare('int bind(int fd, const uint8_t *address, unsigned int size)');
const listenCall = declare('int listen(int fd, int backlog)');
defineStruct('iovec', { iov_base: 'const uint8_t *', iov_len: 'size_t' });
defineStruct('msghdr', {
  msg_name: 'const void *',
  msg_namelen: 'uint32_t',
  msg_iov: 'const iovec *',
  msg_iovlen: 'size_t',
  msg_control: 'const uint8_t *',
  msg_controllen: 'size_t',
  msg_flags: 'int',
});
const sendtoCall = declare(
  'int64_t sendto(int fd, const uint8_t *bytes, size_t length, int flags, const uint8_t *address, unsigned int size)',
);
const closeCall = declare('int close(int fd)');
const sendmsgCall = declare('int64_t sendmsg(int fd, const msghdr *message, int flags)');
const getsockopt = declare(
  'int getsockopt(int fd, int level, int option, _Out_ uint8_t *value, _Inout_ uint32_t *size)',
);

/** Sends one datagram to a Unix socket; a name that begins with `@` is an abstract one. */
export function sendDatagram(name: string, bytes: Uint8Array): void {
  const place = new TextEncoder().encode(name.startsWith('@') ? `\0${name.slice(1)}` : name);
  if (place.length > MAX_PATH) throw new LinuxError('sendto', 'ENAMETOOLONG', name, `more than ${MAX_PATH} bytes`);
  const address = new Uint8Array(2 + place.length);
  new DataView(address.buffer).setUint16(0, AF_UNIX, true);
  address.set(place, 2);
  const fd = checked('socket', socketCall(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  try {
    checked('sendto', Number(sendtoCall(fd, bytes, bytes.length, MSG_NOSIGNAL, address, address.length)), name);
  } finally {
    closeCall(fd);
  }
}

/** Two stream sockets that are each other's peer, socketpair(2); neither is kept over exec. */
export function connectedPair(): readonly [number, number] {
  const pair = new Int32Array(2);
  checked('socketpair', socketpairCall(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair));
  const [one = -1, other = -1] = pair;
  return [one, other];
}

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

/**
 * Sends bytes with a descriptor beside them, unix(7) SCM_RIGHTS. Nothing may wait to be written on the socket: the
 * receiver gets the descriptor with the first of these bytes.
 */
export function sendDescriptor(socket: number, bytes: Uint8Array, descriptor: number): void {
  const control = new Uint8Array(CONTROL_SIZE);
  const header = new DataView(control.buffer);
  header.setBigUint64(0, BigInt(16 + 4), true);
  header.setInt32(8, SOL_SOCKET, true);
  header.setInt32(12, SCM_RIGHTS, true);
  header.setInt32(16, descriptor, true);
  const message = {
    msg_name: null,
    msg_namelen: 0,
    msg_iov: [{ iov_base: bytes, iov_len: bytes.length }],
    msg_iovlen: 1,
    msg_control: control,
    msg_controllen: CONTROL_SIZE,
    msg_flags: 0,
  };
  const sent = checked('sendmsg', Number(sendmsgCall(socket, message, MSG_NOSIGNAL)));
  if (sent < bytes.length) throw new LinuxError('sendmsg', 'EAGAIN', undefined, 'not all was taken at once');
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
