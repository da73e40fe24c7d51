import { onPci } from './device.ts';
import { atMostOne, element, optional, variants } from './elementSchema.ts';
import { addressNumber, integer } from './numbers.ts';
import { oneOf } from './valueType.ts';

const index = optional(
  integer({ min: 0, max: 255 }),
  'Devices name the controller by this; the next free number unless given.',
);

const pciModel = oneOf(
  {
    'pci-root': 'The PCI bus that a pc machine begins with.',
    'pcie-root': 'The PCI Express root that a q35 machine begins with.',
    'pcie-root-port': 'A port of the PCI Express root, for one device.',
    'pci-bridge': 'A bridge to a further bus of 31 slots.',
    'pcie-to-pci-bridge': 'A bridge from PCI Express to a conventional PCI bus.',
    'dmi-to-pci-bridge': 'As pcie-to-pci-bridge, older.',
  },
  ['pcie-switch-upstream-port', 'pcie-switch-downstream-port', 'pci-expander-bus', 'pcie-expander-bus'],
);

const pci = element('A PCI bus.', {
  attributes: { index, model: optional(pciModel, 'What kind of bus or bridge it is.') },
  children: {
    model: atMostOne(
      element('The QEMU device of the bridge or port, as libvirt writes it down.', {
        attributes: {
          name: optional(
            oneOf(
              {
                'pcie-root-port': 'The generic root port.',
                'pci-bridge': 'The generic bridge.',
                'pcie-pci-bridge': 'The generic bridge from PCI Express.',
                'i82801b11-bridge': 'Intel’s bridge, for dmi-to-pci-bridge.',
              },
              ['ioh3420', 'x3130-upstream', 'xio3130-downstream', 'pxb', 'pxb-pcie'],
            ),
            'The device; the usual one of the model.',
          ),
        },
      }),
    ),
    target: atMostOne(
      element('How the guest sees the bridge or port, as libvirt writes it down.', {
        attributes: {
          hotplug: optional(
            oneOf({ on: 'As by itself.' }, ['off']),
            'Whether devices can come and go while the domain runs.',
          ),
          chassis: optional(addressNumber({ min: 0, max: 255 }), 'Of a port: the controller’s index.'),
          chassisNr: optional(addressNumber({ min: 0, max: 255 }), 'Of a bridge: the controller’s index.'),
          port: optional(
            addressNumber({ min: 0, max: 255 }),
            'Of a port: eight times the slot of its address, plus the function.',
          ),
        },
      }),
    ),
    ...onPci,
  },
});

const ide = element('The IDE controller, built into pc machines; there is one.', {
  attributes: { index },
  children: onPci,
});
const sata = element('A SATA controller; q35 machines have the first one built in.', {
  attributes: { index },
  children: onPci,
});

const scsi = element('A SCSI controller.', {
  attributes: {
    index,
    model: optional(
      oneOf(
        {
          'virtio-scsi': 'Fast; needs a driver in the guest.',
          lsilogic: 'LSI 53C895A, an old parallel controller; the default, as in libvirt.',
        },
        [
          'auto',
          'lsisas1068',
          'lsisas1078',
          'vmpvscsi',
          'ibmvscsi',
          'buslogic',
          'ncr53c90',
          'dc390',
          'am53c974',
          'virtio-transitional',
          'virtio-non-transitional',
        ],
      ),
      'The kind of controller.',
    ),
  },
  children: onPci,
});

const usb = element('A USB controller.', {
  attributes: {
    index,
    model: optional(
      oneOf(
        {
          'piix3-uhci': 'USB 1, part of a pc machine’s chipset; the default.',
          'piix4-uhci': 'USB 1, of the next chipset.',
          'pci-ohci': 'USB 1, of another make.',
          ehci: 'USB 2.',
          'nec-xhci': 'USB 3, of NEC.',
          'qemu-xhci': 'USB 3, QEMU’s own.',
          none: 'The machine has no USB.',
        },
        ['vt82c686b-uhci', 'ich9-ehci1', 'ich9-uhci1', 'ich9-uhci2', 'ich9-uhci3', 'qusb1', 'qusb2'],
      ),
      'The kind of controller.',
    ),
  },
  children: onPci,
});

const virtioSerial = element('A controller for channels and virtio consoles.', {
  attributes: { index },
  children: onPci,
});

export const controller = variants('A bus or host adapter that devices are plugged into.', {
  by: 'type',
  cases: { pci, ide, sata, scsi, usb, 'virtio-serial': virtioSerial },
  known: ['fdc', 'ccid', 'xenbus', 'isa', 'nvme'],
});
