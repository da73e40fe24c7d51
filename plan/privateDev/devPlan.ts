import type { Range } from '../../domain-xml/position.ts';

/**
 * Why a node is in a private /dev. A node has every reason that holds it: it goes when the last one goes.
 * `link` says that a link of the chain which begins at `path` leads here.
 */
export type Reason =
  | { readonly kind: 'default' }
  | {
      readonly kind: 'element';
      readonly element: string;
      readonly range: Range;
      /** The alias of the device that the element belongs to: with the device the reason goes. */
      readonly device?: string;
      /** The device was attached while the domain ran: `range` is in what was attached, not in the domain's file. */
      readonly attached?: true;
    }
  | { readonly kind: 'grant'; readonly path: string }
  | { readonly kind: 'link'; readonly path: string };

/** What stands at one path of a /dev, as lstat(2) shows it. Modes are the permission bits with set-id and sticky bits. */
export type DevEntry =
  | { readonly kind: 'char' | 'block'; readonly major: number; readonly minor: number; readonly access: Access }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'directory' | 'file' | 'socket' | 'fifo'; readonly access: Access };

/** Who may open it. */
export interface Access {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** The POSIX ACL beyond the mode, in the short text form of acl(5), ids as numbers. */
  readonly acl?: string;
  /** The SELinux label. */
  readonly label?: string;
}

/** One thing to make in the private /dev, at an absolute path below `/dev`. */
export type PlannedNode = {
  readonly path: string;
  readonly reasons: readonly Reason[];
  /** Deliberately not what the host has at this path, if it has anything there. */
  readonly ours?: true;
} & (
  | { readonly kind: 'char' | 'block'; readonly major: number; readonly minor: number; readonly access: Access }
  | { readonly kind: 'link'; readonly target: string }
  /** A regular file, directory, socket or FIFO of the host's /dev: bound, since mknod cannot copy it. */
  | { readonly kind: 'bind'; readonly directory: boolean; readonly access: Access }
  /** A parent of other nodes, or a directory that the plan itself needs. */
  | { readonly kind: 'directory'; readonly access: Access }
);

/** A mount below /dev that stays the host's. */
export interface PreservedMount {
  readonly path: string;
  /** What was mounted, as mountinfo's source field says it: `devpts`, `tmpfs`, `/dev/vda` … */
  readonly source: string;
  readonly fsType: string;
  /** Mount options, then the superblock's, each once. */
  readonly options: readonly string[];
  /** No device below it is to be opened by its name, on this mount of it; see closedTerminals.ts. */
  readonly nodev?: true;
  /** What lies at the mount point: the private /dev needs the same kind of thing to mount upon. */
  readonly onto: 'directory' | 'file';
}

/**
 * What becomes of the host's /dev beneath a private one: in a user namespace it is locked, and can be covered but not
 * detached; nor does mknod(2) make devices there, so that nodes are binds of the host's.
 */
export type HostDev = 'detached' | 'covered';

/** A path that is wanted and leads nowhere on the host: it is to be in the /dev once it does. */
export interface AbsentPath {
  readonly path: string;
  readonly reasons: readonly Reason[];
}

/** What a private /dev will be, as a value: nodes in the order in which they are made, parents first. */
export interface DevPlan {
  readonly nodes: readonly PlannedNode[];
  readonly mounts: readonly PreservedMount[];
  /** None where it does not say otherwise. */
  readonly absent?: readonly AbsentPath[];
  /** How many entries of the host's /dev, of any kind and depth, preserved mounts left out, the domain does not see. */
  readonly hidden: number;
  /** Detached where it does not say otherwise. */
  readonly hostDev?: HostDev;
}
