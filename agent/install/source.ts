import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { VirtcellError } from '../../protocol/errors.ts';
import { followTrusted, othersMayWrite } from '../host/trustedPath.ts';

/**
 * Reads a file that root is to run from now on. Whoever asked for the installation may own it; nobody else may be able to
 * change it, or any folder on the way.
 *
 * @param owners trusted beside root; undefined where nothing is made root's, for a package that is put together
 * @throws VirtcellError `files-not-trusted`, with the place that others can write
 */
export function readSource(path: string, owners: ReadonlySet<number> | undefined): Buffer {
  if (owners) requireTrusted(path, owners);
  // A link at the end would lead elsewhere than what was looked at.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(fd);
    // Of the very file that is read now: it may be another one than a moment ago.
    if (!stats.isFile() || (owners && !isTrusted(stats, owners))) throw notTrusted(path, path);
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

function requireTrusted(path: string, owners: ReadonlySet<number>): void {
  const found = followTrusted(path, (stats) => isTrusted(stats, owners));
  if ('problem' in found) {
    // Opening it says so, with the system's own words.
    if (found.problem === 'not-there') return;
    throw notTrusted(path, found.at);
  }
  if (found.path !== path) throw notTrusted(path, found.path);
}

/** In a folder like /tmp everybody may write, and nobody change what another has there. */
const isTrusted = (stats: Stats, owners: ReadonlySet<number>): boolean =>
  (stats.uid === 0 || owners.has(stats.uid)) && (!othersMayWrite(stats) || isSticky(stats));

const isSticky = (stats: Stats): boolean => stats.isDirectory() && stats.uid === 0 && (stats.mode & 0o1000) !== 0;

function notTrusted(path: string, at: string): VirtcellError {
  return new VirtcellError({
    code: 'files-not-trusted',
    message: `${path} would be run as root, and others than you can change ${at}`,
    path: at,
    hint: 'Take the right to write from group and others (chmod -R go-w), and install as the owner, by sudo.',
  });
}
