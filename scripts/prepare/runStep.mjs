import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Runs one of our scripts in a process of its own, so that it can run as the user whose files it makes. Its words are
 * shown; what it prints as a result for programs goes nowhere.
 *
 * @param {string} root
 * @param {string} script
 * @param {{ uid?: number, gid?: number, env: NodeJS.ProcessEnv }} user
 */
export function runStep(root, script, user) {
  const stdout = script.includes('/guest/') ? 'ignore' : 'inherit';
  const options = { ...user, cwd: root, stdio: /** @type {const} */ (['ignore', stdout, 'inherit']) };
  return spawnSync(process.execPath, [join(root, script)], { ...options, stdio: [...options.stdio] }).status === 0;
}
