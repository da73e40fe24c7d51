#!/usr/bin/env node
/**
 * Bundles the product into dist/:
 *
 *   virtcell.js     the command and the agent. Its parts are chunks of their own that load when a verb needs them:
 *                   `virtcell list` never loads koffi, which saves it 15 to 30 ms
 *   launcher.js     the process that becomes QEMU: koffi and nothing else of weight
 *   drainWorker.js  the thread that empties the PTYs
 *   extension/      the editor extension: extension.cjs, what its activation needs beside it, and what loads later
 *   webview/        what runs in the editor's webviews, each a script and a style sheet
 *   boot-sector.img   the disk of the sample that the extension brings
 *   virtcell.1, completion.bash   the manual page, and bash's completion
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { extensionFiles } from './build/extensionFiles.mjs';
import { writeBootDisk } from './guest/bootSector.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');

/**
 * Each is bundled by itself, so that none shares a chunk with another and drags in what it does not use.
 *
 * @typedef {{ name: string, entry: string, kind: 'program' | 'splitProgram' | 'webview' }} Bundle
 * @type {Bundle[]}
 */
const BUNDLES = [
  { name: 'virtcell', entry: 'agent/cli/main.ts', kind: 'splitProgram' },
  { name: 'launcher', entry: 'agent/launcher.ts', kind: 'program' },
  { name: 'drainWorker', entry: 'agent/consoles/drainWorker.ts', kind: 'program' },
  { name: 'webview/privateDev', entry: 'webview/privateDev/main.ts', kind: 'webview' },
  { name: 'webview/screen', entry: 'webview/screen/main.ts', kind: 'webview' },
];

/** ws and vscode-jsonrpc are CommonJS: their `require` of Node's own modules has to mean something in an ES module. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** @type {Record<Bundle['kind'], import('esbuild').BuildOptions>} */
const KINDS = {
  program: { format: 'esm', platform: 'node', target: 'node20', banner: { js: REQUIRE } },
  splitProgram: { format: 'esm', platform: 'node', target: 'node20', banner: { js: REQUIRE }, splitting: true },
  // A module: noVNC waits for what the browser can do while it is loaded.
  webview: { format: 'esm', platform: 'browser', target: 'chrome128', minify: true },
};

async function bundle(/** @type {Bundle} */ { name, entry, kind }) {
  const result = await build({
    ...KINDS[kind],
    absWorkingDir: ROOT,
    entryPoints: { [name]: entry },
    outdir: DIST,
    bundle: true,
    // Beside the entry and not in a folder: the agent finds the launcher beside its own file.
    chunkNames: `${name}-[name]-[hash]`,
    external: ['koffi', 'node-pty'],
    legalComments: 'none',
    logLevel: 'warning',
    write: false,
  });
  return result.outputFiles;
}

/** By rename, so that whoever starts a bundle meanwhile never reads half a file; what no bundle has made goes last. */
function replaceDist(/** @type {{ path: string, contents: Uint8Array }[]} */ files) {
  for (const { path, contents } of files) {
    mkdirSync(dirname(path), { recursive: true });
    const unfinished = `${path}.${process.pid}`;
    writeFileSync(unfinished, contents);
    if (basename(path) === 'virtcell.js') chmodSync(unfinished, 0o755);
    renameSync(unfinished, path);
  }
  const made = new Set(files.map(({ path }) => relative(DIST, path)));
  const present = readdirSync(DIST, { recursive: true, encoding: 'utf8' });
  for (const file of present) if (/\.(js|cjs|css)$/.test(file) && !made.has(file)) rmSync(join(DIST, file));
}

/**
 * @param {string} name
 * @param {import('esbuild').OutputFile[]} files
 */
function sizes(name, files) {
  const own = files.filter(({ path }) => isOf(name, relative(DIST, path)));
  const [entry, ...others] = own.sort((one, other) => one.path.length - other.path.length);
  const more = others.reduce((sum, { contents }) => sum + contents.length, 0);
  const beside = others.length > 0 ? `, and ${kilobytes(more)} beside it` : '';
  return `dist/${relative(DIST, entry?.path ?? '')}  ${kilobytes(entry?.contents.length ?? 0)}${beside}`;
}

const isOf = (/** @type {string} */ name, /** @type {string} */ file) =>
  new RegExp(`^${name}(-.+)?\\.(js|css)$`).test(file);

/** Of the extension: what activation waits for, and all the rest. */
function extensionSizes(/** @type {import('./build/extensionFiles.mjs').ExtensionFile[]} */ files) {
  const sum = (/** @type {boolean} */ early) =>
    kilobytes(files.filter(({ isEarly }) => isEarly === early).reduce((all, { contents }) => all + contents.length, 0));
  return `dist/extension/extension.cjs  ${sum(true)}, and ${sum(false)} that loads later`;
}

const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** The manual page and the completion that packages ship: the command tells them itself. */
function tellManual() {
  const told = (/** @type {string[]} */ ...words) =>
    execFileSync(process.execPath, [join(DIST, 'virtcell.js'), ...words]);
  writeFileSync(join(DIST, 'virtcell.1'), told('help', '--man'));
  writeFileSync(join(DIST, 'completion.bash'), told('completion', 'bash'));
}

const started = performance.now();
const [extension, ...bundles] = await Promise.all([
  extensionFiles({ root: ROOT, outdir: join(DIST, 'extension') }),
  ...BUNDLES.map(bundle),
]);
const outputs = bundles.flat();
replaceDist([...extension, ...outputs]);
writeBootDisk(join(DIST, 'boot-sector.img'));
tellManual();
for (const { name } of BUNDLES) console.log(sizes(name, outputs));
console.log(extensionSizes(extension));
console.log(`built in ${Math.round(performance.now() - started)} ms`);
