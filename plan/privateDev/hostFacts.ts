import type { DevEntry, PreservedMount } from './devPlan.ts';

/** What lstat(2) said of one path: an entry, or the name of the errno. `ENOENT` is a fact, not a failure. */
export type Lookup = { readonly found: DevEntry } | { readonly errno: string };

/** All that a plan needs to know of the host, gathered once. Given the same facts, the plan is the same. */
export interface DevFacts {
  /** lstat of every path that following the wanted ones touched, by normalised absolute path. */
  readonly entries: Readonly<Record<string, Lookup>>;
  /** The outermost visible mounts below /dev. */
  readonly mounts: readonly PreservedMount[];
  /** Every path below the host's /dev, preserved mounts and what is below them left out. */
  readonly hostPaths: readonly string[];
  /** The images below a disk's image, nearest first, by the disk's source path. */
  readonly backingChains: Readonly<Record<string, readonly BackingImage[]>>;
}

export interface BackingImage {
  readonly path: string;
  readonly format: string;
}
