import type { Controller, Disk, Domain } from '../../domain-xml/model/domain.ts';
import { driveAddress } from './driveAddress.ts';
import { chipsetOf } from './guestMachine.ts';

/**
 * The domain with the controllers that its devices plug into, as libvirt adds them when the XML names none: a USB
 * controller always, SATA, SCSI and virtio-serial ones for each index that a device asks for. What the chipset has
 * built in is not added. PCI controllers follow from the layout of the PCI buses.
 */
export function withImpliedControllers(domain: Domain): Domain {
  const { controllers } = domain;
  const builtInSata = chipsetOf(domain.os.machine) === 'q35';
  const added = [
    ...(controllers.some(({ type }) => type === 'usb') ? [] : [defaultUsb(domain)]),
    ...missing(domain, 'scsi', [...busIndexes(domain.disks, 'scsi'), ...hostScsiIndexes(domain)]),
    ...missing(
      domain,
      'sata',
      busIndexes(domain.disks, 'sata').filter((index) => !(builtInSata && index === 0)),
    ),
    ...missing(domain, 'virtio-serial', virtioSerialIndexes(domain)),
  ];
  return added.length === 0 ? domain : { ...domain, controllers: [...controllers, ...added] };
}

function defaultUsb({ os, origin }: Domain): Controller {
  const model = chipsetOf(os.machine) === 'q35' ? 'qemu-xhci' : 'piix3-uhci';
  return { type: 'usb', index: 0, alias: 'usb', model, origin };
}

function busIndexes(disks: readonly Disk[], bus: Disk['target']['bus']): number[] {
  return disks.filter(({ target }) => target.bus === bus).map((disk) => driveAddress(disk).controller);
}

function hostScsiIndexes({ hostDevices }: Domain): number[] {
  return hostDevices.flatMap(({ address }) => (address?.type === 'drive' ? [address.controller] : []));
}

function virtioSerialIndexes({ characterDevices }: Domain): number[] {
  return characterDevices
    .filter(({ target }) => target.type.startsWith('virtio'))
    .map(({ address }) => (address?.type === 'virtio-serial' ? address.controller : 0));
}

/** One controller for each wanted index that is not there, of the model that its siblings have. */
function missing({ controllers, origin }: Domain, type: Controller['type'], wanted: readonly number[]): Controller[] {
  const siblings = controllers.filter((controller) => controller.type === type);
  const absent = new Set(wanted.filter((index) => !siblings.some((sibling) => sibling.index === index)));
  const model = siblings[0]?.model;
  return [...absent]
    .sort((a, b) => a - b)
    .map((index) => ({ type, index, alias: `${type}${index}`, origin, ...(model === undefined ? {} : { model }) }));
}
