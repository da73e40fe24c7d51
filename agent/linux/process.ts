import { checked, declare, LinuxError, lastErrno, syscall } from './libc.ts';

/* What a process does to itself before it becomes another program. */

const F_GETFD = 1;
const F_SETFD = 2;
const F_DUPFD_CLOEXEC = 1030;
const FD_CLOEXEC = 1;
const CLOSE_RANGE_CLOEXEC = 4;
const SIG_DFL = 0;
const SIG_SETMASK = 2;
const KEYCTL_JOIN_SESSION_KEYRING = 1;
/** SIGKILL and SIGSTOP cannot be set; 32 and 33 are glibc's own. */
const UNSETTABLE_SIGNALS = new Set([9, 19, 32, 33]);
const RLIMITS = { core: 4, nofile: 7, memlock: 8 } as const;

const setpgidCall = declare('int setpgid(int pid, int pgid)');
const prlimitCall = declare('int prlimit(int pid, int resource, const uint64_t *newLimit, _Out_ uint64_t *oldLimit)');
const setrlimitCall = declare('int setrlimit(int resource, const uint64_t *limit)');
const signalCall = declare('void *signal(int signal, void *handler)');
const sigprocmask = declare('int sigprocmask(int how, const uint8_t *set, uint8_t *old)');
const closeRange = declare('int close_range(unsigned int first, unsigned int last, int flags)');
const dup3Call = declare('int dup3(int from, int to, int flags)');
const fcntl = declare('int fcntl(int fd, int command, ...)');
const execveCall = declare('int execve(const char *path, const char **argv, const char **env)');
const close = declare('int close(int fd)');

export type ResourceLimit = keyof typeof RLIMITS;

/** A process group of its own, so that a terminal's Ctrl-C does not reach it. Not a session: see namespace/become. */
export function ownProcessGroup(): void {
  checked('setpgid', setpgidCall(0, 0));
}

export function setLimit(resource: ResourceLimit, soft: number, hard: number): void {
  const limit = BigUint64Array.from([BigInt(soft), BigInt(hard)]);
  checked('setrlimit', setrlimitCall(RLIMITS[resource], limit), resource);
}

/** The same for another process: prlimit(2), for which root needs CAP_SYS_RESOURCE to raise a hard limit. */
export function setLimitOf(pid: number, resource: ResourceLimit, bytes: number): void {
  const limit = BigUint64Array.from([BigInt(bytes), BigInt(bytes)]);
  checked('prlimit', prlimitCall(pid, RLIMITS[resource], limit, null), resource);
}

/** Leaves the inherited session keyring, root's, for an empty one; keyctl(2). Without kernel keys there is none to leave. */
export function ownSessionKeyring(): void {
  const number = { x64: 250, arm64: 219 }[process.arch as 'x64' | 'arm64'];
  if (Number(syscall(number, 'int', KEYCTL_JOIN_SESSION_KEYRING, 'void *', null)) !== -1) return;
  const errno = lastErrno();
  if (errno !== 'ENOSYS') throw new LinuxError('keyctl', errno);
}

/** Every signal's default action and none blocked: Node handles SIGPIPE and ignores SIGXFSZ, and an ignored one stays so. */
export function resetSignals(): void {
  for (let signal = 1; signal <= 64; signal++) {
    if (!UNSETTABLE_SIGNALS.has(signal)) signalCall(signal, SIG_DFL);
  }
  checked('sigprocmask', sigprocmask(SIG_SETMASK, new Uint8Array(128), null));
}

/** Marks every descriptor from 3 on to be closed by exec. Closing them now would abort Node before it could report. */
export function closeOnExecFrom(first: number): void {
  checked('close_range', closeRange(first, 0xffffffff, CLOSE_RANGE_CLOEXEC));
}

/** Makes `to` the same open file as `from`, kept over exec. */
export function passDescriptor(from: number, to: number): void {
  if (from === to) checked('fcntl', fcntl(from, F_SETFD, 'int', 0));
  else checked('dup3', dup3Call(from, to, 0));
}

/** The same open file once more, at the lowest free number from `lowest` on. */
export const duplicateDescriptor = (fd: number, lowest = 0): number =>
  checked('fcntl', fcntl(fd, F_DUPFD_CLOEXEC, 'int', lowest));

/** The same open file at the lowest free number from `lowest` on. */
export function moveDescriptor(fd: number, lowest: number): number {
  const moved = duplicateDescriptor(fd, lowest);
  closeDescriptor(fd);
  return moved;
}

export function isCloseOnExec(fd: number): boolean {
  return (checked('fcntl', fcntl(fd, F_GETFD)) & FD_CLOEXEC) !== 0;
}

export function closeDescriptor(fd: number): void {
  checked('close', close(fd));
}

/** Becomes another program. Returns only by throwing. */
export function become(path: string, argv: readonly string[], env: readonly string[]): never {
  execveCall(path, [...argv, null], [...env, null]);
  throw new LinuxError('execve', lastErrno(), path);
}
