/** The served editor: started for one folder, with our extension in it, and ended without a trace of its processes. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

/** What makes a demo calm: our things in view, and nothing that wants an account or looks for ports. */
export const CALM_SETTINGS = {
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'remote.autoForwardPorts': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  // It offers its own lenses once the editor is up, upon which all lenses are taken away and drawn anew: a click is lost.
  'merge-conflict.codeLens.enabled': false,
};

/**
 * @typedef {object} ServeOptions
 * @property {import('./host.mjs').EditorHost} host
 * @property {string} folder     the workspace
 * @property {string} [file]     of the workspace, open from the start
 * @property {string} extension  our extension, staged
 * @property {Readonly<Record<string, string>>} [beside] folders of other extensions, by what the editor calls them
 * @property {string} dataDir    the editor's own; kept by the caller, or not
 * @property {{ uid?: number, gid?: number, env: NodeJS.ProcessEnv }} user  whom it runs as, with which environment
 * @property {object} [settings] beyond the calm ones
 * @property {string} [logLevel] of the editor's `--log`: `debug`
 * @property {boolean} [restricted] the folder is somebody else's, and not trusted
 * @property {string} [builtins] where the editor's own extensions are, instead of all that it comes with
 */

/**
 * @typedef {object} ServedEditor
 * @property {string} url     opens the workspace; holds the token
 * @property {(folder: string) => string} urlOf opens another folder
 * @property {string} origin  without the token
 * @property {number} port
 * @property {Promise<void>} ended
 * @property {() => Promise<void>} end
 */

/**
 * Resolves when it accepts connections.
 *
 * @param {ServeOptions} options
 * @returns {Promise<ServedEditor>}
 */
export async function serveEditor({ host, folder, file, extension, dataDir, user, settings = {}, ...more }) {
  const { logLevel, restricted, builtins, beside = {} } = more;
  const token = randomBytes(24).toString('hex');
  const tokenFile = prepareData(
    dataDir,
    { ...beside, 'virtcell.virtcell': extension },
    { ...CALM_SETTINGS, ...settings },
    token,
    user,
  );
  const args = ['out/server-main.js', '--host', '127.0.0.1', '--port', '0', '--connection-token-file', tokenFile];
  args.push('--accept-server-license-terms', '--server-data-dir', dataDir);
  // Trust is for folders that one did not write: this one is ours, and so is the profile.
  if (!restricted) args.push('--disable-workspace-trust');
  if (logLevel) args.push('--log', logLevel);
  if (builtins) args.push('--builtin-extensions-dir', builtins);
  // The editor's own sockets, which it leaves behind when it is ended, go with its data.
  const sockets = join(dataDir, 'tmp');
  const server = spawn(host.node, args, {
    ...user,
    env: { ...user.env, TMPDIR: sockets, XDG_RUNTIME_DIR: sockets },
    cwd: host.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: its extension hosts and terminals end with it, and Ctrl-C is ours to handle.
    detached: true,
  });
  // One that cannot be started has ended; why is what `listeningPort` fails with.
  const ended = once(server, 'exit').then(
    () => {},
    () => {},
  );
  const port = await listeningPort(server);
  const origin = `http://127.0.0.1:${port}`;
  const end = async () => {
    endGroup(server);
    await ended;
  };
  const urlOf = (/** @type {string} */ other) => editorUrl(origin, token, other);
  return { url: editorUrl(origin, token, folder, file), urlOf, origin, port, ended, end };
}

/**
 * @param {string} origin
 * @param {string} token
 * @param {string} folder
 * @param {string} [file]  opened in it at once, by its absolute path
 */
export function editorUrl(origin, token, folder, file) {
  const query = new URLSearchParams({ tkn: token, folder });
  if (file) query.set('payload', JSON.stringify([['openFile', `vscode-remote://${new URL(origin).host}${file}`]]));
  return `${origin}/?${query}`;
}

/**
 * Puts extension, settings and token in place; returns the token's file.
 *
 * @param {string} dataDir
 * @param {Readonly<Record<string, string>>} staged
 * @param {object} settings
 * @param {string} token
 * @param {ServeOptions['user']} user
 */
function prepareData(dataDir, staged, settings, token, user) {
  const extensions = join(dataDir, 'extensions');
  // The editor keeps what it read of manifests under their version, and would show the old one.
  rmSync(join(dataDir, 'data/CachedProfilesData'), { recursive: true, force: true });
  rmSync(extensions, { recursive: true, force: true });
  mkdirSync(extensions, { recursive: true });
  mkdirSync(join(dataDir, 'tmp'), { recursive: true, mode: 0o700 });
  for (const [name, from] of Object.entries(staged)) cpSync(from, join(extensions, name), { recursive: true });
  writeFile(join(dataDir, 'data/Machine/settings.json'), `${JSON.stringify(settings, null, 2)}\n`, 0o600);
  const tokenFile = join(dataDir, 'token');
  rmSync(tokenFile, { force: true });
  writeFile(tokenFile, token, 0o600);
  if (user.uid !== undefined) giveTo(dataDir, user.uid, user.gid ?? user.uid);
  return tokenFile;
}

function writeFile(/** @type {string} */ path, /** @type {string} */ content, /** @type {number} */ mode) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode });
}

function giveTo(/** @type {string} */ path, /** @type {number} */ uid, /** @type {number} */ gid) {
  chownSync(path, uid, gid);
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
    if (!entry.isSymbolicLink()) chownSync(join(entry.parentPath, entry.name), uid, gid);
  }
}

/** It says on standard output where it listens. @param {import('node:child_process').ChildProcess} server */
async function listeningPort(server) {
  const said = /** @type {string[]} */ ([]);
  const { stdout, stderr } = server;
  if (!stdout || !stderr) throw new Error('the editor has no output');
  stderr.on('data', (chunk) => said.push(String(chunk)));
  const port = new Promise((resolve, reject) => {
    createInterface({ input: stdout }).on('line', (line) => {
      said.push(`${line}\n`);
      const [, number] = /^Extension host agent listening on (\d+)/.exec(line) ?? [];
      if (number) resolve(Number(number));
    });
    server.once('error', reject);
    server.once('exit', (code, signal) => reject(new Error(`The editor ended (${code ?? signal}):\n${said.join('')}`)));
  });
  try {
    return Number(await port);
  } finally {
    // What it says later is nobody's; unread it would fill the pipe and stop it.
    said.length = 0;
    said.push = () => 0;
  }
}

/** All of its group at once: it has nothing to save, and what of it is asked to end one by one leaves orphans. */
function endGroup(/** @type {import('node:child_process').ChildProcess} */ server) {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  process.kill(-server.pid, 'SIGKILL');
}
