import { spawnSync } from 'node:child_process';

/**
 * Who is at the keyboard. Under sudo that is not root: what is built and cached has to belong to that user, and the
 * demo's VM has to run as that user. Undefined when the process is whoever it seems to be.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {number} uid the effective user
 * @param {(uid: number) => string} passwdLine
 */
export function invokingUser(env = process.env, uid = process.geteuid?.() ?? -1, passwdLine = getent) {
  const sudoUid = Number(env.SUDO_UID ?? 0);
  if (uid !== 0 || !Number.isInteger(sudoUid) || sudoUid <= 0) return undefined;
  const [name, , , gid, , home] = passwdLine(sudoUid).trim().split(':');
  if (!name || !home) throw new Error(`SUDO_UID is ${sudoUid}, and there is no such user`);
  return { uid: sudoUid, gid: Number(gid), name, home };
}

/**
 * Options for child processes that are to run as that user, with a HOME of theirs.
 *
 * @returns {{ uid?: number, gid?: number, env: NodeJS.ProcessEnv }}
 */
export function asInvokingUser(user = invokingUser(), env = process.env) {
  if (!user) return { env };
  const { XDG_CACHE_HOME: _, XDG_RUNTIME_DIR: __, ...rest } = env;
  return { uid: user.uid, gid: user.gid, env: { ...rest, HOME: user.home, USER: user.name, LOGNAME: user.name } };
}

function getent(/** @type {number} */ uid) {
  return spawnSync('getent', ['passwd', String(uid)], { encoding: 'utf8' }).stdout ?? '';
}
