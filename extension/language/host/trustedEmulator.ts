import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';

const QEMU_NAME = /^(qemu-system-[a-z0-9_]+|qemu-kvm)$/;

/**
 * Where a path leads, if that is a QEMU that only root can have put there. What is run is this path, without links: nobody
 * else can change any of it. The agent requires the same before a start.
 */
export function trustedEmulator(path: string): string | undefined {
  const real = realPath(path);
  return real !== undefined && QEMU_NAME.test(basename(real)) && isRootsAlone(real) ? real : undefined;
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    // ENOENT, EACCES, ELOOP: whatever it is, there is nothing that can be run.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

function isRootsAlone(path: string): boolean {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status?.uid !== 0 || (status.mode & 0o022) !== 0) return false;
  return path === '/' || isRootsAlone(dirname(path));
}
