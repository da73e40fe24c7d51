import type { ParityDomain } from './domains.ts';
import type { SeenDev } from './seenDev.ts';

/**
 * How two private /devs differ, a sentence each. Which filesystem carries the nodes is each one's own; what is mounted
 * below must be the same filesystem, as the host's.
 */
export function differences(libvirt: SeenDev, virtcell: SeenDev): string[] {
  return [
    ...onlyIn('libvirt', libvirt.nodes, virtcell.nodes),
    ...onlyIn('Virtcell', virtcell.nodes, libvirt.nodes),
    ...onlyIn('libvirt', libvirt.mounts, virtcell.mounts),
    ...onlyIn('Virtcell', virtcell.mounts, libvirt.mounts),
    ...[...libvirt.nodes].flatMap(([path, left]) => {
      const right = virtcell.nodes.get(path);
      return right ? unequalFields(path, { ...left }, { ...right }) : [];
    }),
    ...[...libvirt.mounts].flatMap(([path, left]) => {
      const right = virtcell.mounts.get(path);
      if (!right) return [];
      const { device: _, ...common } = left;
      const compared = path === '/dev' ? common : left;
      return unequalFields(`mount ${path}`, { ...compared }, { ...right });
    }),
  ];
}

const onlyIn = (whose: string, here: ReadonlyMap<string, unknown>, there: ReadonlyMap<string, unknown>): string[] =>
  [...here.keys()].filter((path) => !there.has(path)).map((path) => `${path}: only in ${whose}`);

/** Fields of the left side that the right side has otherwise. */
const unequalFields = (where: string, left: Record<string, unknown>, right: Record<string, unknown>): string[] =>
  Object.keys(left)
    .filter((field) => String(left[field]) !== String(right[field]))
    .map((field) => `${where}: ${field} ${String(left[field])} in libvirt, ${String(right[field])} in Virtcell`);

/** The same mount, on which we open no terminal by its name. */
export const CLOSED_TERMINALS = /^mount \/dev\/pts: options (.*?)([^,]+.*) in libvirt, \1nodev,\2 in Virtcell$/;

/** The differences that docs/differences.md explains. Any other is a fault of ours, or is to be explained there first. */
export function knownDifferences({ disks }: ParityDomain): readonly RegExp[] {
  return [
    /^\/dev\/kvm: only in libvirt$/,
    /^\/dev\/userfaultfd: only in Virtcell$/,
    /^mount \/dev: options .*size=64k.* in libvirt, .*noexec.*nr_inodes=4096.*size=4096k.* in Virtcell$/,
    CLOSED_TERMINALS,
    ...disks.map((path) => new RegExp(`^${path}: owner \\d+:\\d+ in libvirt, 0:0 in Virtcell$`)),
    // The host's folder is 0700, and its link relative.
    /^\/dev\/[^/]+: mode 755 in libvirt, 700 in Virtcell$/,
    /^(\/dev\/[^/]+)\/second: what symbolic link to \1\/(\.\.\/loop\d+) in libvirt, symbolic link to \2 in Virtcell$/,
  ];
}
