import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { temporaryFolder } from '../server/testServer.ts';

const MAIN = fileURLToPath(new URL('../../../agent/cli/main.ts', import.meta.url));

/** The command as a program of its own that every user may run, without the parts that need koffi. */
export async function bundleCommand(): Promise<string> {
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  await build({
    entryPoints: { virtcell: MAIN },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['koffi', 'node-pty'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  return join(folder, 'virtcell.mjs');
}
