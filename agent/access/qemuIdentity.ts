import { readFileSync } from 'node:fs';
import type { DevPlan } from '../../plan/privateDev/devPlan.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import type { Identity } from '../host/asCaller.ts';
import type { Caller } from './caller.ts';

/** Groups that are more than access to a device: with them QEMU could command a service that is root. */
const NEVER = new Set([
  'root',
  'docker',
  'libvirt',
  'libvirt-qemu',
  'lxd',
  'incus',
  'incus-admin',
  'disk',
  'sudo',
  'wheel',
  'adm',
  'shadow',
  'virtcell',
]);

/**
 * Whom QEMU runs as: the caller. For root, which must not run a QEMU, the administrator's `qemuUser`.
 *
 * @throws VirtcellError `caller-refused` when root calls and no user is configured, or it does not exist
 */
export function qemuIdentity(caller: Caller, qemuUser: string | undefined): Identity {
  if (caller.uid !== 0) return { uid: caller.uid, gid: caller.gid, groups: caller.groups };
  if (qemuUser === 'root') return { uid: 0, gid: 0, groups: [] };
  const hint = 'Set "qemuUser" in the agent’s configuration to the user that is to run root’s virtual machines.';
  if (qemuUser === undefined) {
    throw new VirtcellError({ code: 'caller-refused', message: 'QEMU does not run as root', hint });
  }
  const user = passwdEntry(qemuUser);
  if (!user) throw new VirtcellError({ code: 'caller-refused', message: `there is no user ${qemuUser}`, hint });
  return { ...user, groups: groupsOf(qemuUser) };
}

/** A domain's owner as a caller, for what root does in the owner's place. */
export function ownerAsCaller(caller: Caller, owner: number): Caller {
  if (caller.uid === owner) return caller;
  const fields = linesOf('/etc/passwd').find(([, , uid]) => uid === String(owner));
  if (!fields) throw new VirtcellError({ code: 'caller-refused', message: `there is no user with uid ${owner}` });
  return { ...caller, uid: owner, gid: Number(fields[3]), groups: groupsOf(fields[0] ?? '') };
}

/** The identity with those groups only that own something the domain needs, and none that would be a way out. */
export function withNeededGroups(identity: Identity, plan: DevPlan, imageGroups: readonly number[]): Identity {
  const owning = new Set(imageGroups);
  for (const node of plan.nodes) if ('access' in node) owning.add(node.access.gid);
  const never = new Set(groupFile().flatMap(({ name, gid }) => (NEVER.has(name) ? [gid] : [])));
  return { ...identity, groups: identity.groups.filter((gid) => owning.has(gid) && !never.has(gid)) };
}

/** From /etc/passwd: an agent must not wait for a directory server, and system users are there. */
function passwdEntry(name: string): { uid: number; gid: number } | undefined {
  const fields = linesOf('/etc/passwd').find(([user]) => user === name);
  return fields && { uid: Number(fields[2]), gid: Number(fields[3]) };
}

const groupsOf = (user: string): number[] =>
  groupFile().flatMap(({ gid, members }) => (members.includes(user) ? [gid] : []));

const groupFile = (): { name: string; gid: number; members: string[] }[] =>
  linesOf('/etc/group').map(([name = '', , gid, members = '']) => ({
    name,
    gid: Number(gid),
    members: members.split(','),
  }));

const linesOf = (path: string): string[][] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(':'));
