import type { DiskBus } from './domain.ts';

/** Where a disk sits on a controller. */
export interface DrivePlace {
  readonly controller: number;
  readonly bus: number;
  readonly target: number;
  readonly unit: number;
}

/** The bus that the first letters of a target name stand for; xen, uml and floppy names stand for none here. */
export function busOfTarget(dev: string): DiskBus | undefined {
  if (dev.startsWith('vd')) return 'virtio';
  if (dev.startsWith('hd')) return 'ide';
  return dev.startsWith('sd') ? 'scsi' : undefined;
}

/** The position that a target name's letters count: `vda` is 0, `vdz` 25, `vdaa` 26. */
export function targetIndex(dev: string): number {
  const letters = dev.replace(/^(hd|sd|vd|xvd|ubd|fd)/, '');
  let index = 0;
  for (const letter of letters) index = index * 26 + letter.charCodeAt(0) - 96;
  return index - 1;
}

/**
 * Where libvirt puts the disk with this position when its XML gives no address: IDE controllers have two buses of two
 * units, SATA ones six units, SCSI ones seven (as many as a narrow bus has beside the controller itself).
 */
export function placeByTarget(bus: Exclude<DiskBus, 'virtio'>, index: number): DrivePlace {
  switch (bus) {
    case 'ide':
      return { controller: Math.floor(index / 4), bus: Math.floor(index / 2) % 2, target: 0, unit: index % 2 };
    case 'sata':
      return { controller: Math.floor(index / 6), bus: 0, target: 0, unit: index % 6 };
    case 'scsi':
      return { controller: Math.floor(index / 7), bus: 0, target: 0, unit: index % 7 };
  }
}
