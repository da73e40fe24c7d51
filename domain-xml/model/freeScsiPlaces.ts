import type { HostdevValue } from '../schema/drafts.ts';
import type { Disk } from './domain.ts';
import type { HostScsiDevice } from './hardware.ts';

/** As many as libvirt puts on one controller by itself: a narrow bus has eight ids, one of them the controller's. */
const UNITS = 7;

/** Gives, one after the other, the places on SCSI controllers that neither a disk nor a given address takes. */
export function freeScsiPlaces(
  hostdevs: readonly HostdevValue[],
  disks: readonly Disk[],
): () => NonNullable<HostScsiDevice['address']> {
  const taken = new Set<string>();
  for (const { address, target } of disks) {
    if (target.bus === 'scsi' && address?.type === 'drive')
      taken.add(key(address.controller, address.target, address.unit));
  }
  for (const each of hostdevs) {
    const given = each.type === 'scsi' ? each.child.address?.attr : undefined;
    if (given) taken.add(key(given.controller ?? 0, given.target ?? 0, given.unit ?? 0));
  }
  let next = 0;
  return () => {
    for (;;) {
      const [controller, unit] = [Math.floor(next / UNITS), next % UNITS];
      next++;
      if (!taken.has(key(controller, 0, unit))) return { type: 'drive', controller, bus: 0, target: 0, unit };
    }
  };
}

const key = (controller: number, target: number, unit: number): string => `${controller}:${target}:${unit}`;
