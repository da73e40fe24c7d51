import { checked, declare, LinuxError, lastErrno } from './libc.ts';

/* credentials(7), capabilities(7). The order in which these are called matters: see namespace/identity. */

const PR_SET_NO_NEW_PRIVS = 38;
const PR_CAPBSET_READ = 23;
const PR_CAPBSET_DROP = 24;
const PR_CAP_AMBIENT = 47;
const PR_CAP_AMBIENT_CLEAR_ALL = 4;
const CAPABILITY_VERSION_3 = 0x20080522;

const setgroupsCall = declare('int setgroups(size_t count, const uint32_t *groups)');
const getgroupsCall = declare('int getgroups(int count, _Out_ uint32_t *groups)');
const setresgidCall = declare('int setresgid(uint32_t real, uint32_t effective, uint32_t saved)');
const setresuidCall = declare('int setresuid(uint32_t real, uint32_t effective, uint32_t saved)');
const capsetCall = declare('int capset(const uint8_t *header, const uint8_t *data)');
const prctl = declare('int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)');

/**
 * Exactly these supplementary groups. glibc carries it to every thread, which needs capabilities still whole. A user
 * namespace may forbid the call: there a process without groups can go on without groups, and no other can.
 */
export function setGroups(groups: readonly number[]): void {
  if (setgroupsCall(groups.length, Uint32Array.from(groups)) === 0) return;
  const errno = lastErrno();
  const nothingToDo = groups.length === 0 && checked('getgroups', getgroupsCall(0, null)) === 0;
  if (errno !== 'EPERM' || !nothingToDo) throw new LinuxError('setgroups', errno);
}

export function setGid(gid: number): void {
  checked('setresgid', setresgidCall(gid, gid, gid));
}

export function setUid(uid: number): void {
  checked('setresuid', setresuidCall(uid, uid, uid));
}

/** Empties the bounding set: no program started from here can gain a capability. Needs CAP_SETPCAP, hence before the uid. */
export function dropBoundingSet(): void {
  for (let capability = 0; capability < 64; capability++) {
    if (!isCapability(capability)) return;
    checked('prctl PR_CAPBSET_DROP', prctl(PR_CAPBSET_DROP, capability, 0, 0, 0));
  }
}

/** EINVAL is the kernel's word for a number beyond its last capability; any other error must not pass for that. */
function isCapability(number: number): boolean {
  if (prctl(PR_CAPBSET_READ, number, 0, 0, 0) >= 0) return true;
  const errno = lastErrno();
  if (errno === 'EINVAL') return false;
  throw new LinuxError('prctl PR_CAPBSET_READ', errno);
}

/** Empties the permitted, effective and inheritable sets of this thread. */
export function dropCapabilities(): void {
  const header = new Uint8Array(8);
  new DataView(header.buffer).setUint32(0, CAPABILITY_VERSION_3, true);
  checked('capset', capsetCall(header, new Uint8Array(24)));
}

export function clearAmbientCapabilities(): void {
  checked('prctl PR_CAP_AMBIENT', prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0));
}

/** Set-id programs give nothing from here on; Landlock and seccomp demand it of an unprivileged process. */
export function setNoNewPrivileges(): void {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) === -1) throw new LinuxError('prctl PR_SET_NO_NEW_PRIVS', lastErrno());
}
