import type { Disk, Domain } from '../../domain-xml/model/domain.ts';
import { diskNodes, topNode, writeCache } from './diskNodes.ts';
import { type DriveAddress, driveAddress, letterIndex } from './driveAddress.ts';
import { chipsetOf } from './guestMachine.ts';
import { type Arguments, device, type JsonValue } from './optionText.ts';
import { pciProperties, type Wiring } from './wiring.ts';

/** Each disk's block nodes, then its device. */
export function disks(wiring: Wiring): Arguments {
  return wiring.domain.disks.flatMap((disk) => [...diskNodes(disk, wiring.backingChains), ...diskDevice(wiring, disk)]);
}

/**
 * The domain with its disks grouped by bus and sorted by target within it (libvirt's order): the order of firmware's
 * choice and of free addresses does not depend on the order in the text.
 */
export function withSortedDisks(domain: Domain): Domain {
  const buses = [...new Set(domain.disks.map(({ target }) => target.bus))];
  const rank = ({ target }: Disk) => buses.indexOf(target.bus);
  const sorted = [...domain.disks].sort(
    (a, b) => rank(a) - rank(b) || letterIndex(a.target.dev) - letterIndex(b.target.dev),
  );
  return { ...domain, disks: sorted };
}

export function diskDevice(wiring: Wiring, disk: Disk): Arguments {
  return device({
    ...onItsBus(wiring, disk),
    'share-rw': disk.shareable ? true : undefined,
    drive: (disk.source ?? disk.nvme) && topNode(disk),
    id: disk.alias,
    bootindex: wiring.boot.get(disk.alias),
    // A lun answers for its own cache.
    'write-cache': disk.device === 'lun' ? undefined : writeCache(disk),
    // And it has its own serial number.
    serial: disk.device === 'lun' ? undefined : disk.serial,
  });
}

function onItsBus(wiring: Wiring, disk: Disk): { readonly driver: string; readonly [key: string]: JsonValue } {
  const optical = disk.device === 'cdrom';
  const address = driveAddress(disk);
  const { controller, bus, unit } = address;
  switch (disk.target.bus) {
    case 'virtio':
      return { driver: 'virtio-blk-pci', ...pciProperties(wiring, disk.alias) };
    case 'ide':
      return { driver: optical ? 'ide-cd' : 'ide-hd', bus: `ide.${bus}`, unit };
    case 'sata':
      return { driver: optical ? 'ide-cd' : 'ide-hd', bus: `${sataBus(wiring, controller)}.${unit}` };
    case 'scsi':
      return {
        driver: disk.device === 'lun' ? 'scsi-block' : optical ? 'scsi-cd' : 'scsi-hd',
        ...onScsiBus(wiring, address),
        device_id: disk.device === 'lun' ? undefined : (disk.serial ?? `drive-${disk.alias}`),
      };
  }
}

/** The properties that put a device on its SCSI bus. */
export function onScsiBus(wiring: Wiring, { controller, bus, target, unit }: DriveAddress): Record<string, JsonValue> {
  const lsi = isLsi(wiring, controller);
  return {
    bus: `${controllerAlias(wiring, 'scsi', controller)}.${lsi ? bus : 0}`,
    ...(lsi ? { 'scsi-id': unit } : { channel: bus, 'scsi-id': target, lun: unit }),
  };
}

/** The buses of the controller that q35 has built in are called `ide.0` to `ide.5`. */
function sataBus(wiring: Wiring, index: number): string {
  const builtIn = index === 0 && chipsetOf(wiring.domain.os.machine) === 'q35';
  return builtIn ? 'ide' : controllerAlias(wiring, 'sata', index);
}

function controllerAlias({ domain }: Wiring, type: 'scsi' | 'sata', index: number): string {
  return domain.controllers.find((each) => each.type === type && each.index === index)?.alias ?? `${type}${index}`;
}

/** The LSI controller is parallel SCSI: a unit is an id on the bus, and there are no logical units below it. */
function isLsi({ domain }: Wiring, index: number): boolean {
  const model = domain.controllers.find((each) => each.type === 'scsi' && each.index === index)?.model;
  return model === undefined || model === 'lsilogic';
}
