import type { BootDevice, Domain } from '../../domain-xml/model/domain.ts';
import type { Arguments } from './optionText.ts';

/** The bootindex of each device that firmware may try, by alias; 1 is tried first. */
export type BootIndexes = ReadonlyMap<string, number>;

/**
 * A `<boot order>` on a device is its index. Otherwise each `<boot dev>` of the machine goes to the first device of
 * its kind: disks in the order of `domain.disks`, which must be the order of emission.
 */
export function bootIndexes(domain: Domain): BootIndexes {
  const hostDevices = domain.hostDevices.filter((each) => each.type === 'pci' || each.type === 'usb');
  const bootable = [...domain.disks, ...domain.interfaces, ...hostDevices];
  const ordered = bootable.flatMap(({ alias, bootOrder }) =>
    bootOrder === undefined ? [] : [[alias, bootOrder] as const],
  );
  if (ordered.length > 0) return new Map(ordered);
  return new Map(
    domain.os.boot.flatMap((kind, position) => {
      const first = firstOf(kind, domain);
      return first === undefined ? [] : [[first, position + 1] as const];
    }),
  );
}

function firstOf(kind: BootDevice, { disks, interfaces }: Domain): string | undefined {
  switch (kind) {
    case 'hd':
      return disks.find(({ device }) => device !== 'cdrom')?.alias;
    case 'cdrom':
      return disks.find(({ device }) => device === 'cdrom')?.alias;
    case 'network':
      return interfaces[0]?.alias;
    case 'fd':
      // The subset has no floppy drives.
      return undefined;
  }
}

/** Firmware tries only devices with a bootindex; a kernel given by path is loaded by QEMU instead. */
export function bootSource({ os }: Domain): Arguments {
  return [
    '-boot',
    'strict=on',
    ...(os.kernel ? ['-kernel', os.kernel.path] : []),
    ...(os.initrd ? ['-initrd', os.initrd.path] : []),
    ...(os.cmdline === undefined ? [] : ['-append', os.cmdline]),
  ];
}
