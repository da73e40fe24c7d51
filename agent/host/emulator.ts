import { basename } from 'node:path';
import { VirtcellError } from '../../protocol/errors.ts';
import { followTrusted } from './trustedPath.ts';

const QEMU_NAME = /^(qemu-system-[a-z0-9_]+|qemu-kvm)$/;

/**
 * Requires that a path is a QEMU that only root can have put there: every folder and link on the way, and the binary,
 * belong to root, and nobody else may write to them. The caller chooses among QEMUs, never a program; what was checked
 * is still so when the launcher executes the path, since nobody else could change any of it.
 *
 * @throws VirtcellError `emulator-refused`
 */
export function requireEmulator(path: string, element?: string): void {
  const problem = QEMU_NAME.test(basename(path)) ? problemOf(path) : 'is not named as a QEMU system emulator is';
  if (!problem) return;
  const message = `${path} ${problem}`;
  throw new VirtcellError({ code: 'emulator-refused', message, path, ...(element && { element }) });
}

function problemOf(path: string): string | undefined {
  const found = followTrusted(path);
  if (!('problem' in found)) return found.stats.isFile() ? undefined : 'is not a program';
  switch (found.problem) {
    case 'not-there':
      return 'is not there';
    case 'not-trusted':
      return `could have been put there by others than root: see ${found.at}`;
    case 'endless':
      return 'is a chain of links that never ends';
  }
}
