import type { HostdevValue, HostPciAddressValue, InterfaceValue } from '../schema/drafts.ts';
import { deviceOf, pciAddressOf } from './deviceParts.ts';
import type { Disk } from './domain.ts';
import { freeScsiPlaces } from './freeScsiPlaces.ts';
import type { HostDevice, HostPciAddress, HostScsiDevice } from './hardware.ts';
import type { Origins } from './origins.ts';
import { present } from './present.ts';

type HostdevInterface = Extract<InterfaceValue, { type: 'hostdev' }>;

/** As in libvirt, network functions come first, and all are numbered together. */
export function hostDevicesOf(
  hostdevs: readonly HostdevValue[],
  interfaces: readonly InterfaceValue[],
  disks: readonly Disk[],
  origins: Origins,
): HostDevice[] {
  const functions = interfaces.filter((each) => each.type === 'hostdev');
  const nextPlace = freeScsiPlaces(hostdevs, disks);
  return [
    ...functions.map((each, i) => networkFunction(each, i, origins)),
    ...hostdevs.map((each, i) => hostDevice(each, functions.length + i, nextPlace, origins)),
  ];
}

function networkFunction(each: HostdevInterface, index: number, origins: Origins): HostDevice {
  const { source, driver, boot, address } = each.child;
  return present({
    source: { origin: origins.of(source.node) },
    address: pciAddressOf(address),
    type: 'pci' as const,
    host: hostPciAddressOf(source.child.address),
    iommufd: driver?.attr.iommufd ?? false,
    bootOrder: boot?.attr.order,
    ...deviceOf(each, `hostdev${index}`, origins),
  });
}

function hostDevice(
  each: HostdevValue,
  index: number,
  nextPlace: () => HostScsiDevice['address'],
  origins: Origins,
): HostDevice {
  const device = {
    source: { origin: origins.of(each.child.source.node) },
    ...deviceOf(each, `hostdev${index}`, origins),
  };
  switch (each.type) {
    case 'pci': {
      const { source, driver, rom, boot, address } = each.child;
      return present({
        ...device,
        address: pciAddressOf(address),
        type: each.type,
        host: hostPciAddressOf(source.child.address),
        iommufd: driver?.attr.iommufd ?? false,
        rom:
          rom &&
          present({
            bar: rom.attr.bar,
            file: rom.attr.file === undefined ? undefined : origins.file(rom.attr.file, rom.node),
          }),
        bootOrder: boot?.attr.order,
      });
    }
    case 'usb': {
      const { source, boot, address } = each.child;
      const { vendor, product, address: place } = source.child;
      return present({
        ...device,
        address: address && { type: 'usb' as const, bus: address.attr.bus ?? 0, port: address.attr.port },
        type: each.type,
        model: vendor && product && { vendor: vendor.attr.id, product: product.attr.id },
        host: place && { bus: place.attr.bus, device: place.attr.device },
        optional: source.attr.startupPolicy === 'optional',
        bootOrder: boot?.attr.order,
      });
    }
    case 'scsi': {
      const { source, readonly, address } = each.child;
      const { adapter, address: place } = source.child;
      return present({
        ...device,
        address: address ? driveOf(address.attr) : nextPlace(),
        type: each.type,
        host: {
          adapter: Number(adapter.attr.name.slice('scsi_host'.length)),
          bus: place.attr.bus,
          target: place.attr.target,
          unit: place.attr.unit,
        },
        readonly: readonly !== undefined,
      });
    }
    case 'scsi_host': {
      const { source, address } = each.child;
      return present({ ...device, address: pciAddressOf(address), type: each.type, wwpn: source.attr.wwpn });
    }
    case 'mdev': {
      const { source, address } = each.child;
      const { uuid } = source.child.address.attr;
      return present({ ...device, address: pciAddressOf(address), type: each.type, uuid });
    }
  }
}

export function hostPciAddressOf({ attr }: HostPciAddressValue): HostPciAddress {
  return { domain: attr.domain ?? 0, bus: attr.bus, slot: attr.slot, function: attr.function ?? 0 };
}

type DriveNumbers = Partial<Record<'controller' | 'bus' | 'target' | 'unit', number>>;

export function driveOf({ controller = 0, bus = 0, target = 0, unit = 0 }: DriveNumbers) {
  return { type: 'drive' as const, controller, bus, target, unit };
}
