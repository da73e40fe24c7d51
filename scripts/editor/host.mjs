#!/usr/bin/env node
/**
 * The editor that is served to a browser: the real VS Code, its server and workbench, as npm's package code-server
 * carries them. Made once, in the cache folder; a tool for the demo and the tests, no dependency of the product.
 *
 * CLI: node scripts/editor/host.mjs   makes it if it is not there
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cacheFolder } from '../prepare/cacheFolder.mjs';
import { nodeGyp, npm } from '../prepare/npm.mjs';

const EDITOR = '4.139.1';
/** The editor wants this one; what runs us may be older. */
const NODE = '24.21.0';
/** What the server does not start without, or would not have terminals and file watching. */
const NATIVE_MODULES = ['node-pty', '@vscode/spdlog', '@vscode/native-watchdog', '@parcel/watcher'];

/** Followed by the number of the process that makes it. */
const UNFINISHED = 'unfinished-editor-';

/** While it is built; half of it stays. */
const BYTES_WHILE_BUILDING = 1_500_000_000;

/**
 * @typedef {object} EditorHost
 * @property {string} node    the Node to run it with
 * @property {string} folder  VS Code's own, with out/server-main.js
 */

export const EDITOR_SIZE = '250 MB to fetch, 810 MB kept, a minute or two';

/** @returns {EditorHost} */
export function editorHost(cache = cacheFolder()) {
  const modules = join(cache, `editor-${EDITOR}-${process.arch}`, 'node_modules');
  return { node: join(modules, nodePackage(), 'bin/node'), folder: join(modules, 'code-server/lib/vscode') };
}

/** It is renamed into place when it is whole. */
export const isEditorHostMade = (cache = cacheFolder()) => existsSync(editorHost(cache).folder);

/** @param {(line: string) => void} say */
export function ensureEditorHost(cache = cacheFolder(), say = console.error) {
  if (isEditorHostMade(cache)) return editorHost(cache);
  const obstacle = editorObstacle(cache);
  if (obstacle) throw new Error(obstacle);
  removeUnfinished(cache);
  const work = join(cache, `${UNFINISHED}${process.pid}`);
  mkdirSync(work, { recursive: true });
  try {
    build(work, say);
    renameSync(work, join(cache, `editor-${EDITOR}-${process.arch}`));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return editorHost(cache);
}

/**
 * Why it cannot be made here, found out before anything is fetched; undefined when nothing is in the way.
 *
 * @param {string} cache
 * @param {(path: string) => number} freeBytes
 * @param {() => boolean} registryAnswers
 */
export function editorObstacle(cache, freeBytes = freeBytesOf, registryAnswers = askRegistry) {
  const free = freeBytes(nearestFolder(cache));
  if (free < BYTES_WHILE_BUILDING) {
    const needed = `${BYTES_WHILE_BUILDING / 1e6} MB while it is built`;
    return `The editor needs ${needed}; ${cache} has ${Math.floor(free / 1e6)} MB. VIRTCELL_CACHE chooses another folder.`;
  }
  if (!registryAnswers()) return "The editor comes as an npm package, and npm's registry does not answer.";
  return undefined;
}

/** What somebody interrupted is 800 MB of nothing; what somebody else makes right now is theirs. */
function removeUnfinished(/** @type {string} */ cache) {
  const names = existsSync(cache) ? readdirSync(cache).filter((name) => name.startsWith(UNFINISHED)) : [];
  for (const name of names) {
    if (!existsSync(`/proc/${name.slice(UNFINISHED.length)}`)) rmSync(join(cache, name), { recursive: true });
  }
}

const nodePackage = () => `node-${process.platform}-${process.arch}`;

function build(/** @type {string} */ work, /** @type {(line: string) => void} */ say) {
  say(`editor: fetching VS Code ${EDITOR} as code-server carries it, and Node ${NODE} (${EDITOR_SIZE}) …`);
  writeFileSync(join(work, 'package.json'), '{ "private": true }\n');
  install(work, process.env, [`code-server@${EDITOR}`, `${nodePackage()}@${NODE}`]);
  const nodeDir = join(work, 'node_modules', nodePackage());
  const node = join(nodeDir, 'bin/node');
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  const folder = join(work, 'node_modules/code-server/lib/vscode');
  for (const place of [folder, join(folder, 'extensions')]) install(place, env, []);
  for (const name of NATIVE_MODULES) {
    say(`editor: building ${name} …`);
    nodeGyp(node, ['rebuild', `--nodedir=${nodeDir}`], { cwd: join(folder, 'node_modules', name), env });
  }
}

/** Without scripts: the packages' own would build what is not needed, and fail where its headers lack. */
function install(/** @type {string} */ cwd, /** @type {NodeJS.ProcessEnv} */ env, /** @type {string[]} */ packages) {
  npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', ...packages], { cwd, env });
}

const freeBytesOf = (/** @type {string} */ path) => {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
};

const nearestFolder = (/** @type {string} */ path) => {
  let folder = path;
  while (!existsSync(folder)) folder = dirname(folder);
  return folder;
};

/** By npm, which knows where its registry is. One try: who has no network shall not wait. */
function askRegistry() {
  try {
    npm(['view', `code-server@${EDITOR}`, 'version', '--fetch-retries=0', '--fetch-timeout=5000'], { cwd: '/' });
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    ensureEditorHost();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
