import { type Followed, followLinks } from './followLinks.ts';
import type { DeviceStack, Lookup, LowerDevice } from './hostFacts.ts';
import { lowerDevices } from './lowerDevices.ts';
import type { Sysfs } from './sysfs.ts';
import type { WantedPath } from './wanted.ts';

/** What is below each block device that images are on. */
export function stacksBelow(
  wanted: readonly WantedPath[],
  entryAt: (path: string) => Lookup | undefined,
  sysfs: Sysfs,
): Record<string, DeviceStack> {
  const stacks: Record<string, DeviceStack> = {};
  for (const { path, image } of wanted) {
    const number = image && blockNumber(followLinks(path, entryAt));
    if (number !== undefined) stacks[number] ??= lowerDevices(number, sysfs);
  }
  return stacks;
}

/** `MAJ:MIN` of the block device that a way leads to. */
export function blockNumber(followed: Followed): string | undefined {
  if (followed.kind !== 'end' || !('found' in followed.lookup)) return undefined;
  const { found } = followed.lookup;
  return found.kind === 'block' ? `${found.major}:${found.minor}` : undefined;
}

/** Where udev keeps a link to each block device, by its number. */
export const pathByNumber = ({ number }: LowerDevice): string => `/dev/block/${number}`;

export const pathsOfStacks = (stacks: Readonly<Record<string, DeviceStack>>): string[] =>
  Object.values(stacks).flatMap(({ devices }) =>
    devices.flatMap((device) => [pathByNumber(device), ...(device.path === undefined ? [] : [device.path])]),
  );
