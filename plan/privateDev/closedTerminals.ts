import type { PlannedNode, PreservedMount } from './devPlan.ts';
import { isBelow } from './paths.ts';

/**
 * A devpts as a QEMU needs it and no more: mounted `nodev`, so that no terminal in it is opened by its name. QEMU has its
 * owner's uid and could open each of its owner's. Its own it has by /dev/ptmx and, from there, by TIOCGPTPEER, which asks
 * for no name: ioctl_tty(2), Linux 4.13, glibc 2.27. On the host's mount nothing changes.
 *
 * Left open where /dev/ptmx is no node of this /dev but leads into devpts, and where the domain names a terminal.
 *
 * @param ends where the paths lead that the domain wants
 */
export function closeTerminals(
  mount: PreservedMount,
  nodes: readonly PlannedNode[],
  ends: readonly string[],
): PreservedMount {
  const hasPtmx = nodes.some(({ path, kind }) => path === '/dev/ptmx' && kind === 'char');
  if (mount.fsType !== 'devpts' || !hasPtmx || ends.some((path) => isBelow(path, mount.path))) return mount;
  return { ...mount, options: withNodev(mount.options), nodev: true };
}

/** Where the kernel writes it: after `rw` and `nosuid`. */
function withNodev(options: readonly string[]): readonly string[] {
  if (options.includes('nodev')) return options;
  const at = options.findIndex((option) => !['rw', 'ro', 'nosuid'].includes(option));
  return at === -1 ? [...options, 'nodev'] : options.toSpliced(at, 0, 'nodev');
}
