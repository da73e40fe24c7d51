import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { type Bundle, bundle } from '../consoles/drainWorkerBundle.ts';

const file = (name: string): string => join(import.meta.dirname, name);

/** Puts the failing calls between the product, which has no hook for them, and libc and Node. */
const failingCalls = (fs: string): Plugin => ({
  name: 'failing-calls',
  setup({ onResolve }) {
    const ours = (importer: string): boolean => importer.startsWith(TESTS);
    onResolve({ filter: /\/libc\.ts$/ }, ({ importer }) =>
      ours(importer) ? undefined : { path: file('failingLibc.ts') },
    );
    onResolve({ filter: /^node:fs$/ }, ({ importer }) => (ours(importer) ? undefined : { path: file(fs) }));
  },
});

const TESTS = join(import.meta.dirname, '../..');

/** The launcher, of which one call can be made to fail. */
export const bundleFailingLauncher = (): Promise<Bundle> =>
  bundle(`import './agent/launcher.ts';`, [failingCalls('failingFs.ts')]);

/** A test's own program of the agent's modules, of which one call can be made to fail. @param plugins of the test's own */
export const bundleFailingAgent = (program: string, plugins: Plugin[] = []): Promise<Bundle> =>
  bundle(`import '${program}';`, [...plugins, failingCalls('failingAgentFs.ts')]);
