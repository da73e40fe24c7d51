#!/usr/bin/env node
/**
 * Bundles the product into dist/:
 *
 *   virtcell.js     the command and the agent. Its parts are chunks of their own that load when a verb needs them:
 *                   `virtcell list` never loads koffi, which saves it 15 to 30 ms
 *   launcher.js     the process that becomes QEMU: koffi and nothing else of weight
 *   drainWorker.js  the thread that empties the PTYs
 *
 * An entry that is not there yet is named and left out.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');

/** Each is bundled by itself, so that none shares a chunk with another and drags in what it does not use. */
const BUNDLES = [
  { name: 'virtcell', entry: 'agent/cli/main.ts', splitting: true },
  { name: 'launcher', entry: 'agent/launcher.ts', splitting: false },
  { name: 'drainWorker', entry: 'agent/consoles/drainWorker.ts', splitting: false },
];

/** ws and vscode-jsonrpc are CommonJS: their `require` of Node's own modules has to mean something in an ES module. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** @param {(typeof BUNDLES)[number]} what */
async function bundle({ name, entry, splitting }) {
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: { [name]: entry },
    outdir: DIST,
    bundle: true,
    splitting,
    // Beside the entry and not in a folder: the agent finds the launcher beside its own file.
    chunkNames: `${name}-[name]-[hash]`,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['koffi', 'node-pty'],
    banner: { js: REQUIRE },
    legalComments: 'none',
    logLevel: 'warning',
    write: false,
  });
  return result.outputFiles;
}

/** By rename, so that whoever starts a bundle meanwhile never reads half a file; what no bundle has made goes last. */
function replaceDist(/** @type {import('esbuild').OutputFile[]} */ files) {
  mkdirSync(DIST, { recursive: true });
  for (const { path, contents } of files) {
    const unfinished = `${path}.${process.pid}`;
    writeFileSync(unfinished, contents);
    if (basename(path) === 'virtcell.js') chmodSync(unfinished, 0o755);
    renameSync(unfinished, path);
  }
  const made = new Set(files.map(({ path }) => basename(path)));
  for (const name of readdirSync(DIST)) if (isOurs(name) && !made.has(name)) rmSync(join(DIST, name));
}

const isOurs = (/** @type {string} */ file) =>
  BUNDLES.some(({ name }) => new RegExp(`^${name}(-.+)?\\.js$`).test(file));

/**
 * @param {string} name
 * @param {import('esbuild').OutputFile[]} files
 */
function sizes(name, files) {
  const own = files.filter(({ path }) => new RegExp(`^${name}(-.+)?\\.js$`).test(basename(path)));
  const entry = own.find(({ path }) => basename(path) === `${name}.js`)?.contents.length ?? 0;
  const chunks = own.reduce((sum, { contents }) => sum + contents.length, 0) - entry;
  const more = chunks > 0 ? `, and ${kilobytes(chunks)} in ${own.length - 1} chunks` : '';
  return `dist/${name}.js  ${kilobytes(entry)}${more}`;
}

const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`;

const present = BUNDLES.filter(({ entry }) => existsSync(join(ROOT, entry)));
for (const { entry } of BUNDLES.filter((bundle) => !present.includes(bundle))) console.log(`${entry} is not there yet`);

const started = performance.now();
const outputs = (await Promise.all(present.map(bundle))).flat();
replaceDist(outputs);
for (const { name } of present) console.log(sizes(name, outputs));
console.log(`built in ${Math.round(performance.now() - started)} ms`);
