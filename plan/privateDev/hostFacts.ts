import type { DevEntry, HostDev, PreservedMount } from './devPlan.ts';
import type { PlanProblem } from './planProblem.ts';

/** What lstat(2) said of one path: an entry, or the name of the errno. `ENOENT` is a fact, not a failure. */
export type Lookup = { readonly found: DevEntry } | { readonly errno: string };

/** What the host's hardware is called below /dev, as far as the domain asks for it. */
export interface HardwareFacts {
  /** The first `/dev/dri/renderD*`, by number. */
  readonly renderNode?: string;
  /** The names in `/dev/snd`. */
  readonly sound?: readonly string[];
  /** The own node of each device of the host, by the device's alias; null for one that is not there and need not be. */
  readonly deviceNodes?: Readonly<Record<string, string | null>>;
  /** What the domain asks for and the host has not, or has twice. */
  readonly problems?: readonly PlanProblem[];
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
  readonly writable: boolean;
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
  /** What is below each block device that the domain's disks are on, by its `MAJ:MIN`. */
  readonly stacks: Readonly<Record<string, DeviceStack>>;
  readonly hostDev: HostDev;
  /** The images below a disk's image, nearest first, by the disk's source path. */
  readonly backingChains: Readonly<Record<string, readonly BackingImage[]>>;
}

export interface BackingImage {
  readonly path: string;
  readonly format: string;
  /** The image whose bytes this is, where it is no image below but a file beside it. */
  readonly dataOf?: string;
}

/** What device-mapper made a device of. */
export interface DeviceStack {
  readonly devices: readonly LowerDevice[];
  /** More than 32 layers: the rest is not listed. */
  readonly tooDeep: boolean;
}

export interface LowerDevice {
  /** `MAJ:MIN`. */
  readonly number: string;
  /** What the kernel calls it below /dev. */
  readonly path?: string;
}
