import type { DiskValue } from '../schema/drafts.ts';
import { deviceOf, pciAddressOf } from './deviceParts.ts';
import { busOfTarget, placeByTarget, targetIndex } from './diskPlace.ts';
import type { Address, Disk, DiskBus } from './domain.ts';
import { driveOf, hostPciAddressOf } from './hostDevices.ts';
import { nextFree } from './nextFree.ts';
import type { Origins } from './origins.ts';
import { present } from './present.ts';

export function disksOf(disks: readonly DiskValue[], origins: Origins): Disk[] {
  return withDistinctAliases(disks.map((disk) => diskOf(disk, origins)));
}

/** `sda` and `vda` may both be virtio disks. libvirt calls both of them virtio-disk0, and QEMU refuses the second. */
function withDistinctAliases(disks: readonly Disk[]): Disk[] {
  const taken = new Set(disks.map(({ alias }) => alias));
  const seen = new Set<string>();
  return disks.map((disk) => {
    const alias = seen.has(disk.alias) ? nextFree(disk.alias, taken) : disk.alias;
    taken.add(alias);
    seen.add(alias);
    return { ...disk, alias };
  });
}

function diskOf(disk: DiskValue, origins: Origins): Disk {
  const { driver, target, serial, boot, readonly, shareable } = disk.child;
  const device = disk.attr.device ?? 'disk';
  const { dev } = target.attr;
  const bus = target.attr.bus ?? busOfTarget(dev) ?? 'virtio';
  const address = addressOf(disk, bus);
  return present({
    address,
    device,
    source: sourceOf(disk, origins),
    nvme: nvmeOf(disk, origins),
    reservations: reservationsOf(disk, origins),
    format: driver?.attr.type ?? 'raw',
    cache: driver?.attr.cache,
    io: driver?.attr.io,
    discard: driver?.attr.discard,
    detectZeroes: driver?.attr.detect_zeroes,
    target: { dev, bus },
    readonly: device === 'cdrom' || readonly !== undefined,
    shareable: shareable !== undefined,
    serial: serial?.text,
    bootOrder: boot?.attr.order,
    ...deviceOf(disk, usualAlias(bus, dev, address), origins),
  });
}

function sourceOf(disk: DiskValue, origins: Origins): Disk['source'] {
  if (disk.type === 'file') {
    const { source } = disk.child;
    return source && { ...origins.file(source.attr.file, source.node), kind: 'file' };
  }
  if (disk.type === 'nvme') return undefined;
  const { source } = disk.child;
  return source && { ...origins.file(source.attr.dev, source.node), kind: 'block' };
}

function nvmeOf(disk: DiskValue, origins: Origins): Disk['nvme'] {
  if (disk.type !== 'nvme') return undefined;
  const { source } = disk.child;
  return {
    host: hostPciAddressOf(source.child.address),
    namespace: source.attr.namespace,
    origin: origins.of(source.node),
  };
}

function reservationsOf(disk: DiskValue, origins: Origins): Disk['reservations'] {
  const reservations = disk.type === 'block' ? disk.child.source?.child.reservations : undefined;
  return reservations && origins.file(reservations.child.source.attr.path, reservations.node);
}

function addressOf({ child: { address, target } }: DiskValue, bus: DiskBus): Address | undefined {
  if (bus === 'virtio') return pciAddressOf(address);
  const place = placeByTarget(bus, targetIndex(target.attr.dev));
  if (address?.type !== 'drive') return { type: 'drive', ...place };
  return driveOf(address.attr);
}

/** As libvirt names disks: by their place on a controller, or by the position that the target's letters count. */
function usualAlias(bus: DiskBus, dev: string, address: Address | undefined): string {
  if (address?.type !== 'drive') return `${bus}-disk${targetIndex(dev)}`;
  const { controller, bus: busNumber, target, unit } = address;
  return bus === 'scsi'
    ? `scsi${controller}-${busNumber}-${target}-${unit}`
    : `${bus}${controller}-${busNumber}-${unit}`;
}
