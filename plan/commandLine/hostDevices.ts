import type { Domain } from '../../domain-xml/model/domain.ts';
import {
  type HostDevice,
  type HostPciDevice,
  type HostScsiDevice,
  type HostUsbDevice,
  pciName,
} from '../../domain-xml/model/hardware.ts';
import { onScsiBus } from './disks.ts';
import { type Arguments, device, object } from './optionText.ts';
import { pciProperties, type Wiring } from './wiring.ts';

const IOMMUFD = 'iommufd0';

/** The domain without the devices of the host that are not there and need not be. */
export function withoutAbsentDevices(domain: Domain, deviceNodes: Wiring['deviceNodes']): Domain {
  const hostDevices = domain.hostDevices.filter(({ alias }) => deviceNodes[alias] !== null);
  return hostDevices.length === domain.hostDevices.length ? domain : { ...domain, hostDevices };
}

/** The devices of the host that the guest has for itself. */
export function hostDevices(wiring: Wiring): Arguments {
  const all = wiring.domain.hostDevices;
  const iommufd = all.some((each) => each.type === 'pci' && each.iommufd);
  return [
    ...(iommufd ? object({ 'qom-type': 'iommufd', id: IOMMUFD }) : []),
    ...all.flatMap((each) => hostDevice(wiring, each)),
  ];
}

function hostDevice(wiring: Wiring, each: HostDevice): Arguments {
  switch (each.type) {
    case 'pci':
      return pciDevice(wiring, each);
    case 'usb':
      return usbDevice(wiring, each);
    case 'scsi':
      return scsiDevice(wiring, each, storageNode(each.alias));
    case 'scsi_host':
      // Without a passed descriptor QEMU opens /dev/vhost-scsi itself.
      return device({
        driver: 'vhost-scsi-pci',
        wwpn: each.wwpn,
        id: each.alias,
        ...pciProperties(wiring, each.alias),
      });
    case 'mdev':
      return device({
        driver: 'vfio-pci',
        id: each.alias,
        sysfsdev: `/sys/bus/mdev/devices/${each.uuid}`,
        display: 'off',
        ...pciProperties(wiring, each.alias),
      });
  }
}

function pciDevice(wiring: Wiring, { alias, host, iommufd, rom }: HostPciDevice): Arguments {
  return device({
    driver: 'vfio-pci',
    host: pciName(host),
    iommufd: iommufd ? IOMMUFD : undefined,
    id: alias,
    bootindex: wiring.boot.get(alias),
    ...pciProperties(wiring, alias),
    rombar: rom?.bar === undefined ? undefined : Number(rom.bar),
    romfile: rom?.file?.path,
  });
}

function usbDevice(wiring: Wiring, each: HostUsbDevice): Arguments {
  const { alias } = each;
  return device({
    driver: 'usb-host',
    ...usbHost(each, wiring.deviceNodes[alias]),
    id: alias,
    bootindex: wiring.boot.get(alias),
    ...wiring.usb.ports.get(alias),
  });
}

/** By its node QEMU needs no view of the host's USB buses. Where the host was not asked, QEMU is told what to look for. */
function usbHost({ host, model }: HostUsbDevice, node: string | null | undefined): Record<string, string | number> {
  if (typeof node === 'string') return { hostdevice: node };
  return {
    ...(host && { hostbus: host.bus, hostaddr: host.device }),
    ...(model && { vendorid: model.vendor, productid: model.product }),
  };
}

function scsiDevice(wiring: Wiring, each: HostScsiDevice, node: string): Arguments {
  const { alias, readonly } = each;
  const storage = {
    driver: 'host_device',
    filename: genericNode(wiring, each),
    'node-name': node,
    'read-only': readonly,
  };
  return [
    '-blockdev',
    JSON.stringify(storage),
    ...device({
      driver: 'scsi-generic',
      drive: node,
      id: alias,
      ...(each.address?.type === 'drive' && onScsiBus(wiring, each.address)),
    }),
  ];
}

/** Only the host knows the number of /dev/sgN. Where it was not asked, the device's address stands in its place. */
function genericNode({ deviceNodes }: Wiring, { alias, host }: HostScsiDevice): string {
  return deviceNodes[alias] ?? `/dev/sg[${host.adapter}:${host.bus}:${host.target}:${host.unit}]`;
}

/** QEMU takes 31 characters, and a user's own alias may have more: then what tells it from others is its sum. */
function storageNode(alias: string): string {
  const name = `${alias}-storage`;
  if (name.length <= 31) return name;
  // FNV-1a, 32 bits.
  const sum = [...alias].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0, 0x811c9dc5);
  return `${alias.slice(0, 14)}-${sum.toString(16)}-storage`;
}
