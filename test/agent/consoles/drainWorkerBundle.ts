import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '../../..');

export interface Bundle {
  readonly path: string;
  remove(): void;
}

/** Bundles TypeScript that is to run in a thread or process of its own, where koffi can be found from it. */
export async function bundle(entry: string, plugins: Plugin[] = []): Promise<Bundle> {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache/test-bundle-'));
  const path = join(folder, 'bundle.mjs');
  const stdin = { contents: entry, resolveDir: root, loader: 'ts' as const };
  await build({ stdin, outfile: path, bundle: true, platform: 'node', format: 'esm', external: ['koffi'], plugins });
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export const bundleDrainWorker = (): Promise<Bundle> => bundle(`import './agent/consoles/drainWorker.ts';`);
