import type { Controller, Device, Domain, PciAddress } from '../../domain-xml/model/domain.ts';
import { type Chipset, chipsetOf } from './guestMachine.ts';

/** A device that needs a place on a PCI bus. */
export interface PciDevice {
  readonly alias: string;
  /** The place that the domain gives it. */
  readonly address?: PciAddress;
  /** Whether it is a PCI Express endpoint, or a conventional device, on a machine that has both. */
  readonly express: boolean;
}

/**
 * Every PCI device but PCI controllers and the primary video, in the order in which free places are handed out:
 * interfaces, sound cards, controllers, disks, the host's devices, balloon, random number generators, further videos, inputs, memory
 * (libvirt's order, so that
 * a domain without addresses gets the same ones here and there).
 */
export function pciDevices(domain: Domain): readonly PciDevice[] {
  const chipset = chipsetOf(domain.os.machine);
  return [
    ...domain.interfaces.map((device) => pciDevice(device, expressInterfaces.has(device.model))),
    ...domain.sounds.map((sound) => pciDevice(sound, false)),
    ...domain.controllers.filter((controller) => needsPlace(controller, chipset)).map(controllerDevice),
    ...domain.disks.filter(({ target }) => target.bus === 'virtio').map((disk) => pciDevice(disk, true)),
    ...domain.hostDevices.filter(({ type }) => type !== 'usb' && type !== 'scsi').map((host) => pciDevice(host, true)),
    ...(domain.memballoon.model === 'none' ? [] : [pciDevice(domain.memballoon, true)]),
    ...domain.rngs.map((rng) => pciDevice(rng, true)),
    ...domain.videos.slice(1).map((video) => pciDevice(video, video.model === 'virtio')),
    ...domain.inputs.filter(({ bus }) => bus === 'virtio').map((input) => pciDevice(input, true)),
    ...domain.characterDevices
      .filter(({ target }) => target.type === 'pci-serial')
      .map((card) => pciDevice(card, false)),
    ...domain.memoryDevices.filter(({ model }) => model === 'virtio-pmem').map((memory) => pciDevice(memory, true)),
  ];
}

const expressInterfaces: ReadonlySet<string> = new Set(['virtio', 'e1000e', 'vmxnet3', 'igb']);
const expressControllers: ReadonlySet<string> = new Set(['qemu-xhci', 'nec-xhci', 'virtio-scsi']);

function pciDevice({ alias, address }: Device, express: boolean): PciDevice {
  return address?.type === 'pci' ? { alias, address, express } : { alias, express };
}

function controllerDevice(controller: Controller): PciDevice {
  return pciDevice(controller, controller.type === 'virtio-serial' || expressControllers.has(controller.model ?? ''));
}

function needsPlace({ type, index, model }: Controller, chipset: Chipset): boolean {
  switch (type) {
    case 'pci':
    case 'ide':
      return false;
    case 'sata':
      return !(chipset === 'q35' && index === 0);
    default:
      return model !== 'none';
  }
}
