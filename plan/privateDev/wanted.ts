import type { Domain, HostFile, Origin } from '../../domain-xml/model/domain.ts';
import type { Reason } from './devPlan.ts';
import { hardwareNodes } from './hardwareNodes.ts';
import type { DevFacts, Wishes } from './hostFacts.ts';

/** A path that a domain's QEMU will open, and why. */
export interface WantedPath {
  readonly path: string;
  readonly reason: Extract<Reason, { kind: 'default' | 'element' | 'grant' }>;
  /** The image of a disk: where it is a device-mapper device, what that is made of is wanted too. */
  readonly image?: true;
}

/** What every QEMU may open. `/dev/kvm` is left to the domains of type kvm. */
export const DEFAULT_NODES: readonly string[] = [
  '/dev/null',
  '/dev/full',
  '/dev/zero',
  '/dev/random',
  '/dev/urandom',
  '/dev/ptmx',
  '/dev/userfaultfd',
];

/** In every plan, whatever is configured: the launcher opens it inside as QEMU's standard input. */
const QEMU_STDIN = '/dev/null';

/**
 * Every path that the domain's QEMU opens by name, defaults first, then in the order of the XML's families. Paths
 * outside /dev are among them: a link may lead from there into /dev.
 */
export function wantedPaths(
  domain: Domain,
  { defaultNodes, grants }: Wishes,
  { backingChains, hardware }: Pick<DevFacts, 'backingChains' | 'hardware'>,
): WantedPath[] {
  const defaults = new Set([...defaultNodes, QEMU_STDIN]);
  const wanted: WantedPath[] = [...defaults].map((path) => ({ path, reason: { kind: 'default' } }));
  // By the domain's own word, not by default: on a host without it the start is refused here, and not by QEMU.
  if (domain.type === 'kvm') wanted.push({ path: '/dev/kvm', reason: elementReason(domain.origin) });
  const images = new Set<HostFile | undefined>(domain.disks.map(({ source }) => source));
  for (const file of hostFiles(domain)) {
    const reason = elementReason(file.origin);
    const image = images.has(file) ? { image: true as const } : {};
    wanted.push({ path: file.path, reason, ...image });
    for (const layer of backingChains[file.path] ?? []) wanted.push({ path: layer.path, reason, ...image });
  }
  for (const node of domain.extraNodes) wanted.push({ path: node.path, reason: elementReason(node.origin) });
  for (const { path } of grants) wanted.push({ path, reason: { kind: 'grant', path } });
  for (const { path, origin } of hardwareNodes(domain, hardware)) wanted.push({ path, reason: elementReason(origin) });
  return wanted;
}

const elementReason = ({ element, range }: Origin): Extract<Reason, { kind: 'element' }> => ({
  kind: 'element',
  element,
  range,
});

/** Every file of the host that the domain names and QEMU opens. A chardev's file may be missing: QEMU makes it then. */
export function hostFiles(domain: Domain): HostFile[] {
  const { kernel, initrd } = domain.os;
  return [
    ...[kernel, initrd].filter((file) => file !== undefined),
    ...domain.disks.flatMap((disk) => (disk.source ? [disk.source] : [])),
    ...domain.rngs.flatMap((rng) => (rng.backend.model === 'random' ? [rng.backend.file] : [])),
    ...domain.characterDevices.flatMap(({ backend }) => {
      if (backend.type === 'file') return [backend.file];
      return backend.type === 'unix' && backend.mode === 'connect' ? [backend.socket] : [];
    }),
    ...domain.disks.flatMap(({ reservations }) => (reservations ? [reservations] : [])),
    ...domain.hostDevices.flatMap((device) => (device.type === 'pci' && device.rom?.file ? [device.rom.file] : [])),
    ...domain.memoryDevices.flatMap((memory) => ('source' in memory ? [memory.source] : [])),
  ];
}
