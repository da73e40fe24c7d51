import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { VirtcellError } from '../../protocol/errors.ts';

const QEMU_NAME = /^(qemu-system-[a-z0-9_]+|qemu-kvm)$/;

/** The kernel's own limit, path_resolution(7). */
const MAX_LINKS = 40;

/**
 * Requires that a path is a QEMU that only root can have put there: every folder and link on the way, and the binary,
 * belong to root, and nobody else may write to them. The caller chooses among QEMUs, never a program; what was checked
 * is still so when the launcher executes the path, since nobody else could change any of it.
 *
 * @throws VirtcellError `emulator-refused`
 */
export function requireEmulator(path: string, element?: string): void {
  const problem = QEMU_NAME.test(basename(path)) ? problemOnTheWay(path) : 'is not named as a QEMU system emulator is';
  if (!problem) return;
  const message = `${path} ${problem}`;
  throw new VirtcellError({ code: 'emulator-refused', message, path, ...(element && { element }) });
}

/** Goes from the root, and no further than others than root decide: their folders may hang, or tell what they hold. */
function problemOnTheWay(path: string): string | undefined {
  const ahead = componentsOf(path);
  let here = '/';
  let links = 0;
  for (;;) {
    const stats = lstatSync(here, { throwIfNoEntry: false });
    if (!stats) return 'is not there';
    if (!isRootsAlone(stats)) return `could have been put there by others than root: see ${here}`;
    if (stats.isSymbolicLink()) {
      if (++links > MAX_LINKS) return 'is a chain of links that never ends';
      const target = readlinkSync(here);
      ahead.unshift(...componentsOf(target));
      here = target.startsWith('/') ? '/' : dirname(here);
      continue;
    }
    const next = ahead.shift();
    if (next === undefined) return stats.isFile() ? undefined : 'is not a program';
    if (!stats.isDirectory()) return 'is not there';
    here = resolve(here, next);
  }
}

/** A link's own mode means nothing. */
const isRootsAlone = (stats: Stats): boolean =>
  stats.uid === 0 && (stats.isSymbolicLink() || (stats.mode & 0o022) === 0);

const componentsOf = (path: string): string[] => path.split('/').filter((component) => component !== '');
