import type { DevPlan } from '../../plan/privateDev/devPlan.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import type { Identity } from '../host/asCaller.ts';
import type { Caller } from './caller.ts';
import { readUserDatabase, type UserDatabase } from './userDatabase.ts';

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
 * @throws VirtcellError `caller-refused` when root calls and no user is configured, or it does not exist; when the
 *   caller's own group is one that no QEMU may have
 */
export function qemuIdentity(
  caller: Caller,
  qemuUser: string | undefined,
  database: UserDatabase = readUserDatabase(),
): Identity {
  if (caller.uid !== 0) return { uid: caller.uid, gid: harmlessGid(caller, database), groups: caller.groups };
  if (qemuUser === 'root') return { uid: 0, gid: 0, groups: [] };
  const hint = 'Set "qemuUser" in the agent’s configuration to the user that is to run root’s virtual machines.';
  if (qemuUser === undefined) {
    throw new VirtcellError({ code: 'caller-refused', message: 'QEMU does not run as root', hint });
  }
  const user = database.users.find(({ name }) => name === qemuUser);
  if (!user) throw new VirtcellError({ code: 'caller-refused', message: `there is no user ${qemuUser}`, hint });
  return { uid: user.uid, gid: harmlessGid(user, database), groups: groupsOf(qemuUser, database) };
}

/** A domain's owner as a caller, for what root does in the owner's place. */
export function ownerAsCaller(caller: Caller, owner: number, database: UserDatabase = readUserDatabase()): Caller {
  if (caller.uid === owner) return caller;
  const user = database.users.find(({ uid }) => uid === owner);
  if (!user) throw new VirtcellError({ code: 'caller-refused', message: `there is no user with uid ${owner}` });
  return { ...caller, uid: owner, gid: user.gid, groups: groupsOf(user.name, database) };
}

/** The identity with those groups only that own something the domain needs, and none that would be a way out. */
export function withNeededGroups(
  identity: Identity,
  plan: DevPlan,
  imageGroups: readonly number[],
  database: UserDatabase = readUserDatabase(),
): Identity {
  const owning = new Set(imageGroups);
  for (const node of plan.nodes) if ('access' in node) owning.add(node.access.gid);
  const never = forbiddenGids(database);
  return { ...identity, groups: identity.groups.filter((gid) => owning.has(gid) && !never.has(gid)) };
}

/** The group that a user has come with; after `sg docker` the one that a login gives, when that is harmless. */
function harmlessGid({ uid, gid }: { uid: number; gid: number }, database: UserDatabase): number {
  const never = forbiddenGids(database);
  const own = [gid, ...database.users.filter((user) => user.uid === uid).map((user) => user.gid)];
  const harmless = own.find((candidate) => !never.has(candidate));
  if (harmless !== undefined) return harmless;
  const name = database.groups.find((group) => group.gid === gid)?.name ?? String(gid);
  throw new VirtcellError({
    code: 'caller-refused',
    message: `QEMU would have the group ${name}, with which it could command a service that is root`,
    hint: `Give the user with uid ${uid} another primary group.`,
  });
}

const forbiddenGids = ({ groups }: UserDatabase): ReadonlySet<number> =>
  new Set([0, ...groups.filter(({ name }) => NEVER.has(name)).map(({ gid }) => gid)]);

const groupsOf = (user: string, { groups }: UserDatabase): number[] =>
  groups.filter(({ members }) => members.includes(user)).map(({ gid }) => gid);
