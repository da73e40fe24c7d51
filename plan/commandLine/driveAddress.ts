import type { Address, Disk, DiskBus } from '../../domain-xml/model/domain.ts';

export type DriveAddress = Extract<Address, { type: 'drive' }>;

/**
 * Where a disk sits on its IDE, SATA or SCSI controller: the address it has, or the one that its target's letters
 * stand for. IDE has two buses of two units, SATA six units, SCSI seven: a narrow bus has eight ids, one of them the
 * controller's.
 */
export function driveAddress(disk: Disk): DriveAddress {
  if (disk.address?.type === 'drive') return disk.address;
  return { type: 'drive', target: 0, ...positionOf(letterIndex(disk.target.dev), disk.target.bus) };
}

function positionOf(index: number, bus: DiskBus): { controller: number; bus: number; unit: number } {
  switch (bus) {
    case 'ide':
      return { controller: Math.floor(index / 4), bus: Math.floor(index / 2) % 2, unit: index % 2 };
    case 'sata':
      return { controller: Math.floor(index / 6), bus: 0, unit: index % 6 };
    default:
      return { controller: Math.floor(index / 7), bus: 0, unit: index % 7 };
  }
}

/** `vda` is 0, `vdz` 25, `vdaa` 26. A name without such letters counts as the first. */
export function letterIndex(dev: string): number {
  const letters = /^(?:hd|sd|xvd|vd|fd)([a-z]+)/.exec(dev)?.[1] ?? 'a';
  return [...letters].reduce((index, letter) => index * 26 + letter.charCodeAt(0) - 96, 0) - 1;
}
