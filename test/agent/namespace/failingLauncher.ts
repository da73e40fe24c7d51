import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { type Bundle, bundle } from '../consoles/drainWorkerBundle.ts';

const file = (name: string): string => join(import.meta.dirname, name);

/** Puts the failing calls between the product, which has no hook for them, and libc and Node. */
const failingCalls: Plugin = {
  name: 'failing-calls',
  setup({ onResolve }) {
    const ours = (importer: string): boolean => importer.startsWith(file('failing'));
    onResolve({ filter: /\/libc\.ts$/ }, ({ importer }) =>
      ours(importer) ? undefined : { path: file('failingLibc.ts') },
    );
    onResolve({ filter: /^node:fs$/ }, ({ importer }) => (ours(importer) ? undefined : { path: file('failingFs.ts') }));
  },
};

/** The launcher, of which one call can be made to fail. */
export const bundleFailingLauncher = (): Promise<Bundle> => bundle(`import './agent/launcher.ts';`, [failingCalls]);
