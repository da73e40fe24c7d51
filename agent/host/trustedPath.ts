import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** The kernel's own limit, path_resolution(7). */
const MAX_LINKS = 40;

/** Where a path leads, or at which place on the way somebody else could lead it elsewhere. */
export type FollowedPath =
  | { readonly path: string; readonly stats: Stats }
  | { readonly problem: 'not-there' | 'not-trusted' | 'endless'; readonly at: string };

/**
 * Goes from the root along a path, through every folder and link, and no further than those who are trusted decide:
 * others' folders may hang, or tell what they hold. What was followed is still so later, since nobody else could change
 * any of it.
 */
export function followTrusted(path: string, isTrusted: (stats: Stats) => boolean = isRootsAlone): FollowedPath {
  const ahead = componentsOf(path);
  let here = '/';
  let links = 0;
  for (;;) {
    const stats = lstatSync(here, { throwIfNoEntry: false });
    if (!stats) return { problem: 'not-there', at: here };
    if (!isTrusted(stats)) return { problem: 'not-trusted', at: here };
    if (stats.isSymbolicLink()) {
      if (++links > MAX_LINKS) return { problem: 'endless', at: here };
      const target = readlinkSync(here);
      ahead.unshift(...componentsOf(target));
      here = target.startsWith('/') ? '/' : dirname(here);
      continue;
    }
    const next = ahead.shift();
    if (next === undefined) return { path: here, stats };
    if (!stats.isDirectory()) return { problem: 'not-there', at: resolve(here, next) };
    here = resolve(here, next);
  }
}

/** Belongs to root, and nobody else may write to it. A link's own mode means nothing. */
export const isRootsAlone = (stats: Stats): boolean => stats.uid === 0 && !othersMayWrite(stats);

export const othersMayWrite = (stats: Stats): boolean => !stats.isSymbolicLink() && (stats.mode & 0o022) !== 0;

const componentsOf = (path: string): string[] => path.split('/').filter((component) => component !== '');
