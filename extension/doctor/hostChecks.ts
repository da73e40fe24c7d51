import { accessSync, constants } from 'node:fs';
import { release } from 'node:os';
import type { DoctorCheck } from '../../protocol/methods.ts';
import type { L10n } from '../l10n.ts';

/** What the checks look at. */
export interface HostSight {
  /** The kernel's version. */
  readonly kernel: string;
  /** Why this user may not do that with a path: an errno's name. Undefined when nothing is in the way. */
  obstacle(path: string, mode: number): string | undefined;
}

export const userSight: HostSight = {
  kernel: release(),
  obstacle(path, mode) {
    try {
      accessSync(path, mode);
      return undefined;
    } catch (error) {
      if (error instanceof Error && 'code' in error) return String(error.code);
      throw error;
    }
  },
};

/** Since then a private /dev can be made on a descriptor; see docs/architecture.md. */
const MINIMUM_KERNEL = [5, 11] as const;

/** What can be seen of this machine without an agent, each with what to do about it. */
export const hostChecks = (sight: HostSight, l10n: L10n): DoctorCheck[] => [
  kernel(sight, l10n),
  kvm(sight, l10n),
  program(sight, '/usr/bin/qemu-system-x86_64', 'QEMU', l10n.t('Install the package qemu-system-x86.')),
  program(sight, '/usr/bin/qemu-img', 'qemu-img', l10n.t('Install the package qemu-utils.')),
];

function kernel({ kernel: version }: HostSight, l10n: L10n): DoctorCheck {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [needed, neededMinor] = MINIMUM_KERNEL;
  const ok = major > needed || (major === needed && minor >= neededMinor);
  return { name: 'Linux', ok, detail: version, ...(!ok && { hint: l10n.t('The agent needs Linux 5.11 or later.') }) };
}

function kvm({ obstacle }: HostSight, l10n: L10n): DoctorCheck {
  const errno = obstacle('/dev/kvm', constants.R_OK | constants.W_OK);
  if (errno === undefined) return { name: 'KVM', ok: true, detail: l10n.t('/dev/kvm may be opened') };
  const hint =
    errno === 'ENOENT'
      ? l10n.t(
          'Switch virtualization on in the firmware, or load kvm_intel or kvm_amd. Domains of type qemu run without.',
        )
      : l10n.t('Join the group that owns it, mostly kvm. Domains of type qemu run without.');
  return { name: 'KVM', ok: false, detail: `/dev/kvm: ${errno}`, hint };
}

function program({ obstacle }: HostSight, path: string, name: string, hint: string): DoctorCheck {
  const errno = obstacle(path, constants.X_OK);
  return errno === undefined
    ? { name, ok: true, detail: path }
    : { name, ok: false, detail: `${path}: ${errno}`, hint };
}
