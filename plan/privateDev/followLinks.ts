import type { Lookup } from './hostFacts.ts';
import { normalise } from './paths.ts';

/** A symbolic link met on the way, where it really lies: no component of `path` is itself a link. */
export interface Hop {
  readonly path: string;
  readonly target: string;
}

export type Followed =
  /**
   * `path` is where the way ends, `lookup` what is there; an errno when the way ends early. `left` are directories
   * that the way entered and left again by `..`: without them it cannot be gone.
   */
  | {
      readonly kind: 'end';
      readonly hops: readonly Hop[];
      readonly left: readonly string[];
      readonly path: string;
      readonly lookup: Lookup;
    }
  /** More than 40 links, path_resolution(7). */
  | { readonly kind: 'loop'; readonly hops: readonly Hop[] }
  /** The facts do not tell what is at `path`. */
  | { readonly kind: 'unknown'; readonly path: string };

const MAX_LINKS = 40;

/**
 * Goes from the root to where `path` leads, component by component as path_resolution(7) does, over every link: in
 * the middle of the path as well as at its end, relative and absolute.
 *
 * @param entryAt what lstat(2) shows at a path of real directories, or undefined where that was never asked
 */
export function followLinks(path: string, entryAt: (path: string) => Lookup | undefined): Followed {
  const hops: Hop[] = [];
  const left: string[] = [];
  let here = '/';
  const ahead = componentsOf(path);
  const endAt = (end: string, lookup = entryAt(end)): Followed =>
    lookup ? { kind: 'end', hops, left, path: end, lookup } : { kind: 'unknown', path: end };
  for (;;) {
    const component = ahead.shift();
    if (component === undefined) return endAt(here);
    if (component === '..') {
      left.push(here);
      here = normalise(`${here}/..`);
      continue;
    }
    const next = within(here, component);
    const lookup = entryAt(next);
    if (!lookup || 'errno' in lookup) return endAt(next, lookup);
    const { found } = lookup;
    if (found.kind === 'link') {
      hops.push({ path: next, target: found.target });
      if (hops.length > MAX_LINKS) return { kind: 'loop', hops };
      ahead.unshift(...componentsOf(found.target));
      if (found.target.startsWith('/')) here = '/';
    } else if (found.kind !== 'directory' && ahead.length > 0) {
      return endAt(next, { errno: 'ENOTDIR' });
    } else here = next;
  }
}

function within(directory: string, name: string): string {
  if (name === '.') return directory;
  return directory === '/' ? `/${name}` : `${directory}/${name}`;
}

/** A slash at the end asks for a directory, as `/.` does. */
const componentsOf = (path: string): string[] =>
  (path.endsWith('/') ? `${path}.` : path).split('/').filter((component) => component !== '');
