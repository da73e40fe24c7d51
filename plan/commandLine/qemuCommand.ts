import type { Layout } from '../../domain-xml/liveLayout.ts';

/** How one QEMU process is started: what is executed, its arguments, and the descriptors it inherits. */
export interface QemuCommand {
  /** Absolute path of the binary. */
  readonly emulator: string;
  /** `argv[0]` is the emulator. Nothing is added or rewritten between here and execve(2). */
  readonly argv: readonly string[];
  /** In ascending order, without gaps, from FIRST_PASSED_FD. */
  readonly fds: readonly PassedFd[];
  /** Where the arguments put the devices. */
  readonly layout: Layout;
}

/** A descriptor that the launcher has to put at the number which the arguments name. */
export type PassedFd =
  /** A unix socket, bound and listening. */
  | { readonly fd: number; readonly purpose: 'monitor' }
  /** A file open with O_WRONLY|O_APPEND: QEMU takes it from an fd set and wants the access mode to match. */
  | { readonly fd: number; readonly purpose: 'console-log'; readonly alias: string };

/**
 * The lowest passed descriptor. High enough that the launcher's own descriptors never lie there, so that it can
 * dup3(2) each one to its planned number just before execve(2) and the planned argv stays true.
 */
export const FIRST_PASSED_FD = 100;
