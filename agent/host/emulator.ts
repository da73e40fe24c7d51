import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { VirtcellError } from '../../protocol/errors.ts';

const QEMU_NAME = /^(qemu-system-[a-z0-9_]+|qemu-kvm)$/;

/**
 * Requires that a path is a QEMU that only root can have put there: the binary and every folder above it belong to
 * root and nobody else may write to them. The caller chooses among QEMUs, never a program.
 *
 * @throws VirtcellError `emulator-refused`
 */
export function requireEmulator(path: string, element?: string): void {
  const problem = problemWith(path);
  if (!problem) return;
  const message = `${path} ${problem}`;
  throw new VirtcellError({ code: 'emulator-refused', message, path, ...(element && { element }) });
}

function problemWith(path: string): string | undefined {
  if (!QEMU_NAME.test(basename(path))) return 'is not named as a QEMU system emulator is';
  const real = resolved(path);
  if (real === undefined) return 'is not there';
  if (!lstatSync(real).isFile()) return 'is not a program';
  for (let at = real; ; at = dirname(at)) {
    const { uid, mode } = lstatSync(at);
    if (uid !== 0 || (mode & 0o022) !== 0) return `could have been put there by others than root: see ${at}`;
    if (at === '/') return undefined;
  }
}

function resolved(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
