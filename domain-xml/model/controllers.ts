import type { ControllerValue } from '../schema/drafts.ts';
import { deviceOf, pciAddressOf } from './deviceParts.ts';
import type { CharacterDevice, Controller, Device, Disk, Input, Origin, UsbChardev } from './domain.ts';
import type { HostDevice } from './hardware.ts';
import type { Chipset } from './machine.ts';
import type { Origins } from './origins.ts';
import { present } from './present.ts';

type Type = Controller['type'];

interface Numbered {
  readonly type: Type;
  readonly attr: { readonly index?: number; readonly model?: string };
}

/** The controllers of the XML, with their indexes and models. */
export function controllersOf(
  controllers: readonly ControllerValue[],
  chipset: Chipset,
  origins: Origins,
): Controller[] {
  const indexes = controllerIndexes(controllers);
  return controllers.map((controller, i) => {
    const { type, child } = controller;
    const attr: Numbered['attr'] = controller.attr;
    const index = indexes[i] ?? 0;
    const model = attr.model ?? usualModel(type, index, chipset);
    const device = deviceOf(controller, usualAlias(type, index, model, chipset), origins);
    return present({ ...device, address: pciAddressOf(child.address), type, index, model });
  });
}

/** The index of each controller: its own, or the next free one of its type. */
export function controllerIndexes(controllers: readonly Numbered[]): number[] {
  const taken = new Set(controllers.map(({ type, attr }) => `${type} ${attr.index}`));
  // Where the search ended for the one before: in a text with very many controllers it would begin anew for each.
  const ends = new Map<string, number>();
  const nextFree = (type: Type, from: number) => {
    let index = ends.get(`${type} ${from}`) ?? from;
    while (taken.has(`${type} ${index}`)) index++;
    taken.add(`${type} ${index}`);
    ends.set(`${type} ${from}`, index);
    return index;
  };
  return controllers.map(({ type, attr: { index, model } }) => {
    const isRoot = model === 'pci-root' || model === 'pcie-root';
    return index ?? nextFree(type, type === 'pci' && !isRoot ? 1 : 0);
  });
}

/** The model that libvirt takes when the XML names none. */
function usualModel(type: Type, index: number, chipset: Chipset): string | undefined {
  switch (type) {
    case 'pci':
      if (index === 0) return chipset === 'q35' ? 'pcie-root' : 'pci-root';
      return chipset === 'q35' ? 'pcie-root-port' : 'pci-bridge';
    case 'usb':
      return 'piix3-uhci';
    case 'scsi':
      return 'lsilogic';
    default:
      return undefined;
  }
}

/** As libvirt names controllers; those of the chipset are called as QEMU calls their buses. */
function usualAlias(type: Type, index: number, model: string | undefined, chipset: Chipset): string {
  switch (type) {
    case 'pci':
      return model === 'pcie-root' ? 'pcie.0' : `pci.${index}`;
    case 'usb':
      return index === 0 ? 'usb' : `usb${index}`;
    case 'ide':
      return 'ide';
    case 'sata':
      return index === 0 && chipset === 'q35' ? 'ide' : `sata${index}`;
    default:
      return `${type}${index}`;
  }
}

/** What devices plug into. */
export interface Plugged {
  readonly disks: readonly Disk[];
  readonly inputs: readonly Input[];
  readonly characterDevices: readonly CharacterDevice[];
  readonly hostDevices: readonly HostDevice[];
  readonly smartcards: readonly UsbChardev[];
  readonly redirdevs: readonly UsbChardev[];
}

/**
 * The controllers that devices need and the XML does not have; each comes from the first device that needs it. As in
 * libvirt, the SCSI, SATA and virtio-serial controllers below a needed one exist too, and a SCSI controller is of the
 * model of its siblings.
 */
export function neededControllers(plugged: Plugged, existing: readonly Controller[], chipset: Chipset): Controller[] {
  const { disks, inputs, characterDevices, hostDevices, smartcards, redirdevs } = plugged;
  const hostDevicesOf = (type: HostDevice['type']) => hostDevices.filter((device) => device.type === type);
  const onBus = (bus: string) => disks.filter(({ target }) => target.bus === bus);
  const usbModel = chipset === 'q35' ? 'qemu-xhci' : 'piix3-uhci';
  const scsiModel = existing.find(({ type }) => type === 'scsi')?.model ?? 'lsilogic';
  const added: Controller[] = [];
  const add = (type: Type, devices: readonly Device[], model: string | undefined) => {
    for (const [index, origin] of wanted(devices, type !== 'usb')) {
      if (existing.some((controller) => controller.type === type && controller.index === index)) continue;
      added.push(present({ alias: usualAlias(type, index, model, chipset), origin, type, index, model }));
    }
  };
  const adapters = characterDevices.filter(({ target }) => target.type === 'usb-serial');
  const onUsb = [
    ...hostDevicesOf('usb'),
    ...inputs.filter(({ bus }) => bus === 'usb'),
    ...smartcards,
    ...redirdevs,
    ...adapters,
  ];
  // Without an address a device goes to the first controller, whatever its index.
  const hasUsb = existing.some(({ type }) => type === 'usb');
  add('usb', hasUsb ? onUsb.filter(({ address }) => address !== undefined) : onUsb, usbModel);
  add('ide', onBus('ide'), undefined);
  add('sata', onBus('sata'), undefined);
  add('scsi', [...onBus('scsi'), ...hostDevicesOf('scsi')], scsiModel);
  add(
    'virtio-serial',
    characterDevices.filter(({ target }) => target.type.startsWith('virtio')),
    undefined,
  );
  return added;
}

/** The indexes of the controllers that devices ask for, each with the first device that does. */
function wanted(devices: readonly Device[], andBelow: boolean): [index: number, origin: Origin][] {
  const origins = new Map<number, Origin>();
  for (const { address, origin } of devices) {
    const index = controllerIndex(address);
    for (let i = andBelow ? 0 : index; i <= index; i++) if (!origins.has(i)) origins.set(i, origin);
  }
  return [...origins].sort(([a], [b]) => a - b);
}

function controllerIndex(address: Device['address']): number {
  switch (address?.type) {
    case 'drive':
    case 'virtio-serial':
      return address.controller;
    case 'usb':
      return address.bus;
    default:
      return 0;
  }
}
