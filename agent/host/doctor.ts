import { existsSync } from 'node:fs';
import { release } from 'node:os';
import type { DoctorCheck } from '../../protocol/methods.ts';
import { LinuxError } from '../linux/libc.ts';
import { detachedTmpfs } from '../linux/mount.ts';
import { makeDevice } from '../linux/nodes.ts';
import { closeDescriptor } from '../linux/process.ts';
import { ownDeviceCgroup } from './deviceCgroup.ts';
import { isInInitsMountNamespace } from './mountNamespaces.ts';
import { preservedMounts } from './preservedMounts.ts';

/** What this host gives and lacks, each with what to do about it. Nothing is changed: what is tried goes with its descriptor. */
export function doctor(landlockAbi: number): DoctorCheck[] {
  return [privateDev(), ptys(), landlock(landlockAbi), emulator(), kvm(), namespace(), controlGroup()];
}

function check(name: string, ok: boolean, detail: string, hint?: string): DoctorCheck {
  return { name, ok, detail, ...(!ok && hint !== undefined && { hint }) };
}

/** Makes a tmpfs on a descriptor and a copy of /dev/null in it. */
function privateDev(): DoctorCheck {
  const hint = 'The agent must run as root in the host’s own namespaces, on Linux 5.11 or later.';
  try {
    const tree = detachedTmpfs({ mode: '755', size: '64k' });
    try {
      makeDevice(tree, 'null', 'char', 1, 3);
      return check('private /dev', true, `detached tmpfs and mknod work on Linux ${release()}`);
    } finally {
      closeDescriptor(tree);
    }
  } catch (error) {
    if (error instanceof LinuxError) return check('private /dev', false, error.message, hint);
    throw error;
  }
}

function ptys(): DoctorCheck {
  const visible = preservedMounts().some((mount) => mount.path === '/dev/pts');
  const detail = visible ? '/dev/pts is mounted and will be shared' : '/dev/pts is not a mount that can be reached';
  return check('serial consoles', visible, detail, 'QEMU cannot open a PTY without it: mount devpts on /dev/pts.');
}

/** What Landlock holds back, by the ABI that it did so first. Linking between folders, of ABI 2, is denied by ABI 1 as well. */
const HELD_BACK: readonly (readonly [abi: number, what: string])[] = [
  [3, 'truncating files'],
  [5, 'ioctl on devices'],
  [6, 'signals to processes and abstract sockets outside'],
];

function landlockDetail(abi: number): string {
  if (abi === 0) return 'not in this kernel, or switched off';
  const not = HELD_BACK.filter(([since]) => abi < since).map(([since, what]) => `${what} (from ABI ${since})`);
  return not.length === 0 ? `ABI ${abi}` : `ABI ${abi}, which does not hold back: ${not.join(', ')}`;
}

const landlock = (abi: number): DoctorCheck =>
  check(
    'Landlock',
    abi > 0,
    landlockDetail(abi),
    'Boot with lsm=landlock,… or let the administrator set "allowUnconfined".',
  );

function emulator(): DoctorCheck {
  const path = '/usr/bin/qemu-system-x86_64';
  return check('QEMU', existsSync(path), path, 'Install qemu-system-x86.');
}

function kvm(): DoctorCheck {
  const there = existsSync('/dev/kvm');
  const detail = there ? '/dev/kvm is there' : 'no /dev/kvm: domains of type qemu run, those of type kvm do not';
  return check('KVM', there, detail, 'Switch virtualization on in the firmware, or load kvm_intel or kvm_amd.');
}

/** An agent in a namespace of its own plans from another mount table than the host’s. */
function namespace(): DoctorCheck {
  const same = isInInitsMountNamespace();
  if (same === undefined) return check('mount namespace', true, 'init’s cannot be seen from here to compare');
  const detail = same ? 'the agent sees the mounts that init sees' : 'the agent is not in init’s mount namespace';
  return check('mount namespace', same, detail, 'Start it without PrivateTmp, ProtectSystem and their like.');
}

/** A node that is right in every way can still not be opened. */
function controlGroup(): DoctorCheck {
  const group = ownDeviceCgroup();
  const limited =
    group !== undefined && !group.some(({ kind, major, minor }) => kind === 'a' && major === '*' && minor === '*');
  const detail = limited ? `only ${group.length} kinds of devices may be opened` : 'no list of allowed devices';
  const hint = 'Start the agent in a control group that allows the devices of its VMs.';
  return check('device control group', !limited, detail, hint);
}
