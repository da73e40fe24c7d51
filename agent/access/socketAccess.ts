import { readFileSync } from 'node:fs';
import type { SocketAccess } from '../server/createSocket.ts';

/**
 * Who may connect beside root. An agent started by sudo is its user's own; otherwise the group `virtcell` is let in,
 * where the installer made it. Being let in is not being root: QEMU runs as the caller.
 */
export function socketAccess(environment: NodeJS.ProcessEnv = process.env): SocketAccess {
  const sudoUser = environment['SUDO_UID'];
  if (sudoUser !== undefined && /^\d+$/.test(sudoUser)) return { owner: Number(sudoUser) };
  const group = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === 'virtcell');
  return group ? { group: Number(group[2]) } : {};
}
