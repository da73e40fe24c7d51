#!/usr/bin/env node
/**
 * Bundles the product into dist/:
 *
 *   virtcell.js     the command and the agent. Its parts are chunks of their own that load when a verb needs them:
 *                   `virtcell list` never loads koffi, which saves it 15 to 30 ms
 *   launcher.js     the process that becomes QEMU: koffi and nothing else of weight
 *   drainWorker.js  the thread that empties the PTYs
 *   extension.cjs   the editor extension: one CommonJS file, which the editor loads fastest
 *   webview/        what runs in the editor's webviews, each a script and a style sheet
 *
 * An entry that is not there yet is named and left out.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');

/**
 * Each is bundled by itself, so that none shares a chunk with another and drags in what it does not use.
 *
 * @typedef {{ name: string, entry: string, kind: 'program' | 'splitProgram' | 'extension' | 'webview' }} Bundle
 * @type {Bundle[]}
 */
const BUNDLES = [
  { name: 'virtcell', entry: 'agent/cli/main.ts', kind: 'splitProgram' },
  { name: 'launcher', entry: 'agent/launcher.ts', kind: 'program' },
  { name: 'drainWorker', entry: 'agent/consoles/drainWorker.ts', kind: 'program' },
  { name: 'extension', entry: 'extension/extension.ts', kind: 'extension' },
  { name: 'webview/privateDev', entry: 'webview/privateDev/main.ts', kind: 'webview' },
];

/** ws and vscode-jsonrpc are CommonJS: their `require` of Node's own modules has to mean something in an ES module. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/**
 * The editor is a client: what else ws exports may be left out. It is CommonJS, of which esbuild does not know by itself
 * that nothing happens when it is loaded.
 *
 * @type {import('esbuild').Plugin}
 */
const clientOfWs = {
  name: 'client-of-ws',
  setup({ onResolve, resolve }) {
    onResolve(
      { filter: /^\.\/lib\/(websocket-server|stream)\.js$/ },
      async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (pluginData === clientOfWs) return undefined;
        const found = await resolve(path, { kind, importer, resolveDir, pluginData: clientOfWs });
        return { path: found.path, sideEffects: false };
      },
    );
  },
};

/**
 * Of vscode-jsonrpc/node the editor needs what it does when it is loaded: to install Node's runtime. The rest of it talks
 * to processes over pipes.
 *
 * @type {import('esbuild').Plugin}
 */
const runtimeOfJsonrpc = {
  name: 'runtime-of-jsonrpc',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^vscode-jsonrpc\/node$/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (pluginData === runtimeOfJsonrpc) return undefined;
      const found = await resolve(path, { kind, importer, resolveDir, pluginData: runtimeOfJsonrpc });
      return { path: dirname(found.path), namespace: 'runtime-of-jsonrpc' };
    });
    onLoad({ filter: /./, namespace: 'runtime-of-jsonrpc' }, ({ path }) => ({
      contents: "require('./ril.js').default.install();",
      resolveDir: path,
    }));
  },
};

/** @type {Record<Bundle['kind'], import('esbuild').BuildOptions>} */
const KINDS = {
  program: { format: 'esm', platform: 'node', target: 'node20', banner: { js: REQUIRE } },
  splitProgram: { format: 'esm', platform: 'node', target: 'node20', banner: { js: REQUIRE }, splitting: true },
  // The editor of engines.vscode runs Node 20; parsing is most of an activation, so the bundle is kept small.
  extension: {
    ...{ format: 'cjs', platform: 'node', target: 'node20', minify: true, outExtension: { '.js': '.cjs' } },
    plugins: [clientOfWs, runtimeOfJsonrpc],
  },
  webview: { format: 'iife', platform: 'browser', target: 'chrome128', minify: true },
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
    external: ['koffi', 'node-pty', 'vscode'],
    legalComments: 'none',
    logLevel: 'warning',
    write: false,
  });
  return result.outputFiles;
}

/** By rename, so that whoever starts a bundle meanwhile never reads half a file; what no bundle has made goes last. */
function replaceDist(/** @type {import('esbuild').OutputFile[]} */ files) {
  for (const { path, contents } of files) {
    mkdirSync(dirname(path), { recursive: true });
    const unfinished = `${path}.${process.pid}`;
    writeFileSync(unfinished, contents);
    if (basename(path) === 'virtcell.js') chmodSync(unfinished, 0o755);
    renameSync(unfinished, path);
  }
  const made = new Set(files.map(({ path }) => relative(DIST, path)));
  for (const name of readdirSync(DIST)) if (isOurs(name) && !made.has(name)) rmSync(join(DIST, name));
}

const isOurs = (/** @type {string} */ file) => BUNDLES.some(({ name }) => filesOf(name).test(file));

const filesOf = (/** @type {string} */ name) => new RegExp(`^${name}(-.+)?\\.(js|cjs|css)$`);

/**
 * @param {string} name
 * @param {import('esbuild').OutputFile[]} files
 */
function sizes(name, files) {
  const own = files.filter(({ path }) => filesOf(name).test(relative(DIST, path)));
  const [entry, ...others] = own.sort((one, other) => one.path.length - other.path.length);
  const more = others.reduce((sum, { contents }) => sum + contents.length, 0);
  const beside = others.length > 0 ? `, and ${kilobytes(more)} beside it` : '';
  return `dist/${relative(DIST, entry?.path ?? '')}  ${kilobytes(entry?.contents.length ?? 0)}${beside}`;
}

const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`;

const present = BUNDLES.filter(({ entry }) => existsSync(join(ROOT, entry)));
for (const { entry } of BUNDLES.filter((bundle) => !present.includes(bundle))) console.log(`${entry} is not there yet`);

const started = performance.now();
const outputs = (await Promise.all(present.map(bundle))).flat();
replaceDist(outputs);
for (const { name } of present) console.log(sizes(name, outputs));
console.log(`built in ${Math.round(performance.now() - started)} ms`);
