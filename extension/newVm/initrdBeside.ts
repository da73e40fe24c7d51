import { basename, dirname, join } from 'node:path';

/**
 * The initial RAM disk that goes with a kernel, among the files of its folder: the one of the same version, as
 * distributions name them, else the only one.
 */
export function initrdBeside(kernel: string, present: readonly string[]): string | undefined {
  const version = basename(kernel).replace(/^[^-]*/, '');
  const candidates = present.filter((file) => /^init(rd|ramfs)/.test(file)).sort();
  const same = version === '' ? undefined : candidates.find((file) => file.includes(version));
  const found = same ?? (candidates.length === 1 ? candidates[0] : undefined);
  return found === undefined ? undefined : join(dirname(kernel), found);
}
