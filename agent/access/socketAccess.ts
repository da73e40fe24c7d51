import type { SocketAccess } from '../server/createSocket.ts';
import { readUserDatabase, type UserDatabase } from './userDatabase.ts';

/**
 * Who may connect beside root. An agent started by sudo is its user's own; otherwise the group `virtcell` is let in,
 * where the installer made it. Being let in is not being root: QEMU runs as the caller.
 */
export function socketAccess(
  environment: NodeJS.ProcessEnv = process.env,
  database: UserDatabase = readUserDatabase(),
): SocketAccess {
  const sudoUser = environment.SUDO_UID;
  // root that uses sudo is root, and no user to have an agent of its own.
  if (sudoUser !== undefined && /^[1-9]\d*$/.test(sudoUser)) return { owner: Number(sudoUser) };
  const group = database.groups.find(({ name }) => name === 'virtcell');
  return group ? { group: group.gid } : {};
}
