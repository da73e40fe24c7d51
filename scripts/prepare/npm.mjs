import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** sudo's PATH often lacks the folder of a Node that was not installed by the system: npm is looked for beside Node. */
function npmCommand(execPath = process.execPath, env = process.env) {
  const running = env.npm_execpath;
  if (running?.endsWith('npm-cli.js')) return /** @type {const} */ ([execPath, [running]]);
  const beside = join(dirname(execPath), 'npm');
  return /** @type {const} */ ([existsSync(beside) ? beside : 'npm', []]);
}

/**
 * Runs npm, the same one that runs us if one does. Its output is for standard error, and only shown when it fails.
 *
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 */
export function npm(args, options) {
  const [command, before] = npmCommand();
  const result = spawnSync(command, [...before, ...args], { env: process.env, ...options, encoding: 'utf8' });
  if (result.error) throw new Error(`npm: ${result.error.message}`);
  if (result.status !== 0) throw new Error(`npm ${args.join(' ')} failed:\n${result.stderr.trim()}`);
}
