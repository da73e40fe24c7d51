import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

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

/**
 * Runs the node-gyp that npm brings, with a Node of the caller's choice. Its output is only shown when it fails.
 *
 * @param {string} node
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 */
export function nodeGyp(node, args, options) {
  const script = join(npmFolder(), 'node_modules/node-gyp/bin/node-gyp.js');
  const result = spawnSync(node, [script, ...args], { env: process.env, ...options, encoding: 'utf8' });
  if (result.error) throw new Error(`node-gyp: ${result.error.message}`);
  if (result.status !== 0) throw new Error(`node-gyp ${args[0]} failed in ${options.cwd}:\n${result.stderr.trim()}`);
}

/** npm's own folder: `bin/npm-cli.js` lies in it, and `npm` is a link to that. */
function npmFolder() {
  const [command, before] = npmCommand();
  const program = before[0] ?? (command === 'npm' ? onPath('npm') : command);
  return dirname(dirname(realpathSync(program)));
}

function onPath(/** @type {string} */ name) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (!found) throw new Error(`${name} is not on PATH`);
  return found;
}
