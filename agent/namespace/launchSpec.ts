import type { HostDev, PlannedNode } from '../../plan/privateDev/devPlan.ts';

/** Everything the launcher needs to become QEMU, in one JSON line. It decides nothing: what is not here does not happen. */
export interface LaunchSpec {
  /** The private /dev, or null where the administrator switched mount namespaces off. */
  readonly dev: DevSpec | null;
  /** Where the monitor's socket is bound, listening, before QEMU exists. */
  readonly monitor: { readonly fd: number; readonly path: string };
  /** Console logs, opened for appending. */
  readonly logs: readonly { readonly fd: number; readonly path: string }[];
  /** Where QEMU's standard output and error go. */
  readonly output: string;
  readonly limits: readonly {
    readonly resource: 'core' | 'nofile' | 'memlock';
    readonly soft: number;
    readonly hard: number;
  }[];
  readonly identity: { readonly uid: number; readonly gid: number; readonly groups: readonly number[] };
  /** Null where the host has no Landlock and the administrator allows that. */
  readonly confinement: { readonly abi: number; readonly rules: readonly PathRule[] } | null;
  /** Whether it may make Unix sockets. What it is passed it may use in any case. */
  readonly unixSockets: boolean;
  readonly argv: readonly string[];
  readonly env: readonly string[];
}

/** What mountinfo says of a private /dev: by it one is known, whoever made it. */
export const PRIVATE_DEV_SOURCE = 'devfs';

export interface DevSpec {
  readonly tmpfs: Readonly<Record<string, string>>;
  readonly nodes: readonly PlannedNode[];
  readonly mounts: readonly SpecMount[];
  /** `covered` accepts that the host's /dev may stay beneath; otherwise it must be gone. */
  readonly hostDev?: HostDev;
}

export interface SpecMount {
  readonly path: string;
  readonly onto: 'directory' | 'file';
  /** With `nodev`: what it is mounted with, as mountinfo says it. */
  readonly options?: readonly string[];
  /** No device is to be opened by its name below it. */
  readonly nodev?: true;
}

/** What QEMU may do beneath a path. The path is opened as the caller: what the caller cannot reach, QEMU cannot. */
export interface PathRule {
  readonly path: string;
  readonly rights: PathRights;
  /** Passed over when it is not there: `/lib64`, a resolver's configuration. */
  readonly optional?: true;
  /** A file that QEMU is to write: made, as the caller, where it is not there. */
  readonly create?: true;
  /** The XML element that named the path, for the error that says it cannot be opened. */
  readonly element?: string;
}

export type PathRights = 'execute' | 'read' | 'write' | 'devices' | 'bind-socket';

/** What the launcher says on its report descriptor, a JSON object a line. */
export type LaunchReport =
  /** A step begins, at a time of CLOCK_MONOTONIC in nanoseconds. The last one is `exec`. */
  | { readonly begin: string; readonly at: number }
  /** mknod was refused and the host's own node is bound instead. */
  | { readonly bound: string }
  | { readonly failed: LaunchFailure };

export interface LaunchFailure {
  readonly step: string;
  readonly message: string;
  readonly syscall?: string;
  readonly errno?: string;
  readonly path?: string;
  readonly element?: string;
}
