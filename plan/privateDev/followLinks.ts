import type { Lookup } from './hostFacts.ts';
import { normalise } from './paths.ts';

/** A symbolic link met on the way, where it really lies: no component of `path` is itself a link. */
export interface Hop {
  readonly path: string;
  readonly target: string;
}

export type Followed =
  /** `path` is where the way ends, `lookup` what is there; an errno when the way ends early. */
  | { readonly kind: 'end'; readonly hops: readonly Hop[]; readonly path: string; readonly lookup: Lookup }
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
  let here = '/';
  const ahead = componentsOf(path);
  for (;;) {
    const component = ahead.shift();
    if (component === undefined) return endAt(here, hops, entryAt);
    if (component === '..') {
      here = normalise(`${here}/..`);
      continue;
    }
    const next = here === '/' ? `/${component}` : `${here}/${component}`;
    const lookup = entryAt(next);
    if (!lookup) return { kind: 'unknown', path: next };
    if ('errno' in lookup) return { kind: 'end', hops, path: next, lookup };
    if (lookup.found.kind !== 'link') {
      here = next;
      continue;
    }
    hops.push({ path: next, target: lookup.found.target });
    if (hops.length > MAX_LINKS) return { kind: 'loop', hops };
    ahead.unshift(...componentsOf(lookup.found.target));
    if (lookup.found.target.startsWith('/')) here = '/';
  }
}

const componentsOf = (path: string): string[] =>
  path.split('/').filter((component) => component !== '' && component !== '.');

function endAt(path: string, hops: readonly Hop[], entryAt: (path: string) => Lookup | undefined): Followed {
  const lookup = entryAt(path);
  return lookup ? { kind: 'end', hops, path, lookup } : { kind: 'unknown', path };
}
