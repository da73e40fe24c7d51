import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VirtcellError } from '../../protocol/errors.ts';
import type { ReleaseSource } from './release.ts';

/** The folders that this very program runs from. */
export function ownSource(): ReleaseSource {
  const dist = fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '');
  const native = `@koromix/koffi-linux-${process.arch}`;
  const packages = Object.fromEntries(['koffi', native].map((name) => [name, packageFolder(name)]));
  const pty = optionalPackageFolder('node-pty');
  return { dist, packages: { ...packages, ...(pty !== undefined && { 'node-pty': pty }) } };
}

function packageFolder(name: string): string {
  const entry = fileURLToPath(import.meta.resolve(name));
  const end = `node_modules${sep}${name.replaceAll('/', sep)}`;
  const at = entry.lastIndexOf(`${end}${sep}`);
  if (at === -1)
    throw new VirtcellError({ code: 'internal', message: `${name} is in no folder of its own`, path: entry });
  return entry.slice(0, at + end.length);
}

function optionalPackageFolder(name: string): string | undefined {
  try {
    return packageFolder(name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
