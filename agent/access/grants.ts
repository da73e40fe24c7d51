import type { Grant } from '../../plan/privateDev/hostFacts.ts';
import type { AgentConfig } from './config.ts';
import { readUserDatabase, type UserDatabase } from './userDatabase.ts';

/**
 * The devices that the administrator lends to a user, directly or as a member of a group. Of several grants for one
 * path the one that gives most counts.
 *
 * @param qemuUid whom QEMU runs as: the copies are this user's
 */
export function grantsFor(
  { grants }: AgentConfig,
  owner: number,
  qemuUid: number,
  database: UserDatabase = readUserDatabase(),
): Grant[] {
  const user = database.users.find(({ uid }) => uid === owner);
  const groups = new Set(
    database.groups
      .filter(({ gid, members }) => gid === user?.gid || (user !== undefined && members.includes(user.name)))
      .map(({ name }) => name),
  );
  const granted = new Map<string, Grant>();
  for (const { path, access, ...to } of grants) {
    const isTheirs = 'user' in to ? to.user === user?.name : groups.has(to.group);
    if (!isTheirs || (access === 'read' && granted.has(path))) continue;
    granted.set(path, { path, uid: qemuUid, writable: access !== 'read' });
  }
  return [...granted.values()];
}
