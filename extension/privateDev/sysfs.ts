import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Sysfs } from '../../plan/privateDev/sysfs.ts';

/** Reads what the kernel says of its devices. Its files answer at once, and reading one changes nothing. */
export const sysfsAt = (root: string): Sysfs => ({
  list: (directory) => ifThere(() => readdirSync(`${root}/${directory}`).sort()) ?? [],
  readLink: (path) => ifThere(() => readlinkSync(`${root}/${path}`)),
  readText: (path) => ifThere(() => readFileSync(`${root}/${path}`, 'utf8')),
});

/** ENODEV, EIO, EINVAL: a device that goes while it is asked, or that its driver says nothing of. */
const NOTHING = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'EINVAL', 'EACCES', 'EPERM', 'ENODEV', 'ENXIO', 'EIO']);

function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && NOTHING.has(String(error.code))) return undefined;
    throw error;
  }
}
