import { execFileSync } from 'node:child_process';

/** What it is called in mount tables. */
const SOURCE = 'virtcell-small-disk';

/** A file system of that size, such as `256k`, at a folder of this host: whoever mounts it unmounts it. */
export const mountSmallDisk = (path: string, size: string): void => {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=755`, SOURCE, path]);
};

/**
 * A mount table without such disks. Tests run beside each other: one that compares tables sees another's come and go, in a
 * namespace of its own too, where a mount goes with the folder that it is on.
 */
export const withoutSmallDisks = (mountinfo: string): string =>
  mountinfo
    .split('\n')
    .filter((line) => !line.includes(` ${SOURCE} `))
    .join('\n');
