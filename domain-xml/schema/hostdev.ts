import { scsiAddress, usbAddress } from './address.ts';
import { alias, boot, onPci } from './device.ts';
import { atMostOne, element, one, optional, required, variants } from './elementSchema.ts';
import { file } from './hostThing.ts';
import { pathOf, scsiHost, uuid, worldWideName } from './names.ts';
import { addressNumber, integer } from './numbers.ts';
import { oneOf, onOff, yesNo } from './valueType.ts';

/** Where a PCI device of the host sits. */
const hostPciNumbers = {
  domain: optional(addressNumber({ min: 0, max: 0xffffffff }), 'The PCI domain of the host; 0 unless given.'),
  bus: required(addressNumber({ min: 0, max: 0xff }), 'The bus.'),
  slot: required(addressNumber({ min: 0, max: 0x1f }), 'The slot on that bus.'),
  function: optional(addressNumber({ min: 0, max: 7 }), 'The function in that slot; 0 unless given.'),
};

const onlyPci = oneOf({ pci: 'A place on a PCI bus of the host.' }, ['usb']);

export const hostPciAddress = element('Where the device sits on the host, as lspci -D shows it.', {
  attributes: { type: optional(onlyPci, 'The kind of place; always pci.'), ...hostPciNumbers },
});

const networkFunctionAddress = element('Where the network function sits on the host, as lspci -D shows it.', {
  attributes: { type: required(onlyPci, 'The kind of place.'), ...hostPciNumbers },
});

export const vfioDriver = element('How QEMU reaches the device.', {
  attributes: {
    name: optional(oneOf({ vfio: 'By VFIO, as always.' }, ['kvm', 'xen']), 'The kind of driver.'),
    iommufd: optional(
      yesNo,
      'By /dev/iommu and the device’s own node, instead of its IOMMU group’s; needs QEMU 8.2 or later.',
    ),
  },
});

export const networkFunctionSource = element('The network function of the host.', {
  children: { address: one(networkFunctionAddress) },
});

export const managed = optional(
  yesNo,
  'Whether libvirt hands the device over to vfio-pci at a start. Virtcell never does: it must be so already.',
);

const mode = optional(oneOf({ subsystem: 'A device of one of the host’s buses.' }, ['capabilities']), 'What is given.');

const rom = element('The option ROM that the guest sees.', {
  attributes: {
    bar: optional(onOff, 'Whether the guest sees a ROM at all.'),
    file: optional(pathOf(file(['*.rom', '*.bin'])), 'A file with the ROM, instead of the device’s own.'),
  },
});

const pci = element('A PCI device of the host. Its IOMMU group becomes part of the private /dev.', {
  attributes: { mode, managed },
  children: {
    source: one(element('The device.', { children: { address: one(hostPciAddress) } })),
    driver: atMostOne(vfioDriver),
    rom: atMostOne(rom),
    boot,
    ...onPci,
  },
});

const id = addressNumber({ min: 1, max: 0xffff });
const usbNumber = integer({ min: 1, max: 999 });

const usbSource = element('The device: by what it is, by where it is, or both.', {
  attributes: {
    startupPolicy: optional(
      oneOf({
        mandatory: 'A start fails without it.',
        requisite: 'A start fails without it.',
        optional: 'A start goes on without it.',
      }),
      'What happens when the device is missing at a start; mandatory unless given.',
    ),
  },
  children: {
    vendor: atMostOne(
      element('Who made it, as lsusb shows it.', { attributes: { id: required(id, 'The vendor’s number.') } }),
    ),
    product: atMostOne(
      element('What it is, as lsusb shows it.', { attributes: { id: required(id, 'The vendor’s number for it.') } }),
    ),
    address: atMostOne(
      element('Where it is now; another number after it was unplugged.', {
        attributes: {
          bus: required(usbNumber, 'The number of the bus.'),
          device: required(usbNumber, 'The number of the device on it.'),
        },
      }),
    ),
  },
});

const usb = element('A USB device of the host. It becomes part of the private /dev.', {
  attributes: { mode, managed: optional(yesNo, 'Changes nothing, as in libvirt.') },
  children: { source: one(usbSource), boot, alias, address: atMostOne(usbAddress) },
});

const scsiSource = element('The device, on a SCSI adapter of the host.', {
  children: {
    adapter: one(
      element('The adapter.', { attributes: { name: required(scsiHost, 'Its name, as in /sys/class/scsi_host.') } }),
    ),
    address: one(
      element('Where the device is on the adapter, as lsscsi shows it.', {
        attributes: {
          type: optional(oneOf({ scsi: 'As always here.' }), 'The kind of place.'),
          bus: required(integer({ min: 0, max: 255 }), 'The channel.'),
          target: required(integer({ min: 0, max: 0xffff }), 'The target.'),
          unit: required(integer({ min: 0, max: 0x7fffffff }), 'The logical unit.'),
        },
      }),
    ),
  },
});

const scsi = element('A SCSI device of the host. Its generic node, /dev/sgN, becomes part of the private /dev.', {
  attributes: { mode, managed: optional(yesNo, 'Changes nothing, as in libvirt.') },
  children: {
    source: one(scsiSource),
    readonly: atMostOne(element('The guest cannot write.')),
    shareable: atMostOne(element('Several machines may use the device at once.')),
    alias,
    address: atMostOne(scsiAddress),
  },
});

const scsiTarget = element(
  'A SCSI target that the host’s kernel serves. /dev/vhost-scsi becomes part of the private /dev.',
  {
    attributes: {
      mode,
      managed: optional(oneOf({ no: 'As always here.' }), 'Nothing is to be managed.'),
      model: optional(
        oneOf({ virtio: 'A virtio device.' }, ['virtio-transitional', 'virtio-non-transitional']),
        'The kind of device that the guest sees.',
      ),
    },
    children: {
      source: one(
        element('The target.', {
          attributes: {
            protocol: required(oneOf({ vhost: 'Through /dev/vhost-scsi.' }), 'How it is reached.'),
            wwpn: required(worldWideName, 'Its name, as in the kernel’s target configuration.'),
          },
        }),
      ),
      ...onPci,
    },
  },
);

const mdev = element('A mediated device of the host. Its IOMMU group becomes part of the private /dev.', {
  attributes: {
    mode,
    managed: optional(oneOf({ no: 'The device exists already.' }), 'Nothing is to be managed.'),
    model: required(oneOf({ 'vfio-pci': 'The guest sees a PCI device.' }, ['vfio-ccw', 'vfio-ap']), 'The kind of bus.'),
    display: optional(oneOf({ off: 'The guest has no screen on it.' }, ['on']), 'Whether it is a screen.'),
    ramfb: optional(oneOf({ off: 'It has no screen before its driver runs.' }, ['on']), 'A screen for firmware.'),
  },
  children: {
    source: one(
      element('The device.', {
        children: {
          address: one(
            element('Which one it is.', { attributes: { uuid: required(uuid, 'As in /sys/bus/mdev/devices.') } }),
          ),
        },
      }),
    ),
    ...onPci,
  },
});

export const hostdev = variants('A device of the host that the guest has for itself.', {
  by: 'type',
  cases: { pci, usb, scsi, scsi_host: scsiTarget, mdev },
  known: ['storage', 'misc', 'net'],
});
