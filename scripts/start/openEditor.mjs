/** Which editor the demo opens, and how its user gets there. */
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { editorHost } from '../editor/host.mjs';
import { serveEditor } from '../editor/serve.mjs';
import { runStep } from '../prepare/runStep.mjs';

/**
 * @typedef {{ uid?: number, gid?: number, env: NodeJS.ProcessEnv }} User
 * @typedef {{ workspace: string, extension: string, dataDir: string }} Places
 */

/** Open from the start: a click on its Start, and a VM runs. */
const FIRST = 'linux.domain.xml';

/** Whether the user's own editor could be asked for: there is one, a screen, and somebody to answer. */
export function mayUseDesktop(/** @type {User} */ user, isTTY = process.stdin.isTTY) {
  // It refuses to run as root.
  const isRoot = (user.uid ?? process.geteuid?.()) === 0;
  return Boolean(isTTY) && !isRoot && hasDisplay(user.env) && onPath('code', user.env);
}

export async function agreesToDesktop() {
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await prompt.question('Install the extension into your VS Code and open the samples there? [y/N] ');
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    prompt.close();
  }
}

/**
 * The user's own editor. It goes on when the demo ends, with the extension in it, as they agreed.
 *
 * @param {string} root
 * @param {User} user  with VIRTCELL_SOCKET
 * @param {Places} places
 */
export async function openDesktop(root, user, { workspace }) {
  if (!runStep(root, 'scripts/package.mjs', user)) throw new Error('The extension could not be packaged.');
  const vsix = readdirSync(root).find((name) => name.endsWith('.vsix')) ?? '';
  const options = { ...user, stdio: /** @type {const} */ ('inherit') };
  const installed = spawnSync('code', ['--install-extension', join(root, vsix), '--force'], options);
  if (installed.status !== 0) throw new Error('VS Code did not take the extension.');
  spawnSync('code', ['--new-window', workspace, join(workspace, FIRST)], options);
  console.log('The samples are open in VS Code. Ctrl-C here ends the agent and its VMs.');
  return { ended: new Promise(() => {}), end: async () => {} };
}

/**
 * The served editor, and how to reach it.
 *
 * @param {User} user  with VIRTCELL_SOCKET
 * @param {string} cache
 * @param {boolean} show  whether to open a browser where there is a screen
 * @param {Places} places
 */
export async function openServed(user, cache, show, { workspace, extension, dataDir }) {
  const host = editorHost(cache);
  const editor = await serveEditor({ host, folder: workspace, file: join(workspace, FIRST), extension, dataDir, user });
  console.log(['', ...directions(editor, hasDisplay(user.env)), ''].join('\n'));
  if (show && hasDisplay(user.env) && onPath('xdg-open', user.env)) {
    const door = writeDoor(dataDir, editor.url, user);
    spawn('xdg-open', [door], { ...user, stdio: 'ignore', detached: true }).on('error', () => {});
  }
  return editor;
}

/**
 * A page of the user's alone that leads to the editor; gives its path. On a command line everybody could read the token,
 * and whoever has it has a terminal of this user.
 *
 * @param {string} folder
 * @param {string} url
 * @param {{ uid?: number, gid?: number }} user
 */
export function writeDoor(folder, url, { uid, gid }) {
  const path = join(folder, 'open.html');
  rmSync(path, { force: true });
  writeFileSync(path, `<meta http-equiv="refresh" content="0; url=${url.replaceAll('&', '&amp;')}">\n`, {
    mode: 0o600,
  });
  if (uid !== undefined) chownSync(path, uid, gid ?? uid);
  return path;
}

/**
 * @param {{ url: string, port: number }} editor
 * @param {boolean} isHere  whether the user's screen is this machine's
 */
export function directions({ url, port }, isHere, host = hostname()) {
  const reach = `From another machine, first: ssh -L ${port}:127.0.0.1:${port} ${host}`;
  return [
    `Editor: ${url}`,
    ...(isHere ? [] : [reach]),
    `There, above <domain>, click Start. Ctrl-C here ends editor, agent and VMs.`,
  ];
}

const hasDisplay = (/** @type {NodeJS.ProcessEnv} */ env) => Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);

const onPath = (/** @type {string} */ name, /** @type {NodeJS.ProcessEnv} */ env) =>
  (env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)));
