import { readdirSync, type Stats, statSync } from 'node:fs';
import { majorOf, minorOf } from '../../plan/privateDev/deviceNumber.ts';

/**
 * The devices that a process has open, as `char 1:3`, `block 8:0`: by the inodes behind its descriptors, which are
 * looked at and not opened.
 */
export function openDevices(pid: number): ReadonlySet<string> {
  const folder = `/proc/${pid}/fd`;
  const found = new Set<string>();
  for (const name of readdirSync(folder)) {
    const status = statusBehind(`${folder}/${name}`);
    if (status)
      found.add(`${status.isBlockDevice() ? 'block' : 'char'} ${majorOf(status.rdev)}:${minorOf(status.rdev)}`);
  }
  return found;
}

/** Of a device alone. A descriptor may be closed while the list is gone through. */
function statusBehind(path: string): Stats | undefined {
  try {
    const status = statSync(path);
    return status.isCharacterDevice() || status.isBlockDevice() ? status : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
