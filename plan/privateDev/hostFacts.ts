import type { DevEntry, HostDev, PreservedMount } from './devPlan.ts';

/** What lstat(2) said of one path: an entry, or the name of the errno. `ENOENT` is a fact, not a failure. */
export type Lookup = { readonly found: DevEntry } | { readonly errno: string };

/** What the host's hardware is called below /dev, as far as the domain asks for it. */
export interface HardwareFacts {
  /** The first `/dev/dri/renderD*`, by number. */
  readonly renderNode?: string;
}

/** What is known before the paths are: which domains want which paths depends on it. */
export interface Wishes {
  /** What every private /dev holds. */
  readonly defaultNodes: readonly string[];
  /** What the administrator lends this domain's owner. */
  readonly grants: readonly Grant[];
}

/** A device that the owner may use by way of the VM: its copy in the private /dev is the owner's, mode 0600. */
export interface Grant {
  readonly path: string;
  /** Whom the copy belongs to. */
  readonly uid: number;
}

/** All that a plan needs to know of the host, gathered once. Given the same facts, the plan is the same. */
export interface DevFacts {
  /** lstat of every path that following the wanted ones touched, by normalised absolute path. */
  readonly entries: Readonly<Record<string, Lookup>>;
  /** The outermost visible mounts below /dev. */
  readonly mounts: readonly PreservedMount[];
  /** Every path below the host's /dev, preserved mounts and what is below them left out. */
  readonly hostPaths: readonly string[];
  readonly hardware: HardwareFacts;
  readonly hostDev: HostDev;
  /** The images below a disk's image, nearest first, by the disk's source path. */
  readonly backingChains: Readonly<Record<string, readonly BackingImage[]>>;
}

export interface BackingImage {
  readonly path: string;
  readonly format: string;
}
