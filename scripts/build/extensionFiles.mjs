/**
 * The extension's files: what its activation needs in one, which is all that the editor waits for, and one for each
 * `import()` in it. By rolldown: esbuild would cut what activation needs into as many files as there are ways to share it.
 */
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';

/** Loaded by nothing but its entry; every other file of the extension that is loaded later may take parts of it. */
const EARLY = 'early';

/**
 * The editor is a client: what else ws exports is left out. Of vscode-jsonrpc/node the editor needs what it does when it
 * is loaded: to install Node's runtime. The rest of it talks to processes over pipes.
 *
 * @type {import('rolldown').Plugin}
 */
const clientOnly = {
  name: 'client-only',
  resolveId: {
    filter: { id: /^vscode-jsonrpc\/node$|^\.\/lib\/(websocket-server|stream)\.js$/ },
    async handler(id, importer) {
      const found = await this.resolve(id, importer, { skipSelf: true });
      if (!found) return undefined;
      return id === 'vscode-jsonrpc/node'
        ? join(dirname(found.id), 'ril.js?installed')
        : { ...found, moduleSideEffects: false };
    },
  },
  load: {
    filter: { id: /\?installed$/ },
    // By `require`, which gives what the file exports: what the default of a CommonJS file is, is a matter of who imports it.
    handler: (id) => `require(${JSON.stringify(id.replace('?installed', ''))}).default.install();`,
  },
};

/**
 * @typedef {object} ExtensionFile
 * @property {string} path           absolute
 * @property {Uint8Array} contents
 * @property {boolean} isEarly       whether activation waits for it
 * @property {string[]} modules      whose code is in it, absolute
 */

/**
 * @param {{ root: string, outdir: string }} place
 * @returns {Promise<ExtensionFile[]>}
 */
export async function extensionFiles({ root, outdir }) {
  const entry = join(root, 'extension/extension.ts');
  const bundle = await rolldown({
    cwd: root,
    input: { extension: entry },
    platform: 'node',
    external: ['vscode'],
    plugins: [clientOnly],
    tsconfig: false,
  });
  /** @type {Set<string> | undefined} */
  let early;
  const { output } = await bundle.generate({
    format: 'cjs',
    minify: true,
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    codeSplitting: {
      groups: [
        {
          debugName: EARLY,
          name(id, graph) {
            early ??= neededBy(entry, graph);
            return early.has(id) ? EARLY : null;
          },
        },
      ],
    },
  });
  await bundle.close();
  const chunks = output.filter((file) => file.type === 'chunk');
  const first = chunks.find(({ isEntry }) => isEntry);
  const atOnce = new Set([first?.fileName, ...(first?.imports ?? [])]);
  return chunks.map(({ fileName, code, moduleIds }) => ({
    path: join(outdir, fileName),
    contents: Buffer.from(code),
    isEarly: atOnce.has(fileName),
    modules: moduleIds,
  }));
}

/**
 * A module and all that it loads at once.
 *
 * @param {string} id
 * @param {{ getModuleInfo(id: string): { importedIds: string[] } | null }} graph
 * @param {Set<string>} found
 */
function neededBy(id, graph, found = new Set()) {
  if (found.has(id)) return found;
  found.add(id);
  for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) neededBy(imported, graph, found);
  return found;
}
