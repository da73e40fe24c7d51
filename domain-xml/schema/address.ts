import { element, optional, required, variants } from './elementSchema.ts';
import { memoryAddress, usbPort } from './names.ts';
import { addressNumber, integer } from './numbers.ts';
import { onOff } from './valueType.ts';

/*
 * `<address>`: where a device sits. Each device lists the kinds of bus that it can be on; the other kinds are known,
 * so that a message can say more than "unknown".
 */

const KNOWN = [
  'pci',
  'drive',
  'virtio-serial',
  'usb',
  'ccid',
  'isa',
  'spapr-vio',
  'ccw',
  'virtio-mmio',
  'dimm',
  'unassigned',
];

const pci = element('A place on a PCI bus; Virtcell finds one when the address or all its numbers are left out.', {
  attributes: {
    domain: optional(addressNumber({ min: 0, max: 0 }), 'The PCI domain; machines of this kind have only 0.'),
    bus: optional(addressNumber({ min: 0, max: 0xff }), 'The index of the PCI controller that the device is behind.'),
    slot: optional(addressNumber({ min: 0, max: 0x1f }), 'The slot on that bus.'),
    function: optional(addressNumber({ min: 0, max: 7 }), 'The function in that slot; others than 0 share it.'),
    multifunction: optional(onOff, 'Whether the guest looks for more functions in this slot.'),
  },
});

const drive = element('A place on a disk controller.', {
  attributes: {
    controller: optional(integer({ min: 0, max: 255 }), 'The index of the controller of the kind that the bus names.'),
    bus: optional(integer({ min: 0, max: 255 }), 'The bus of that controller: IDE has two, others one.'),
    target: optional(integer({ min: 0, max: 255 }), 'The SCSI target.'),
    unit: optional(integer({ min: 0, max: 16383 }), 'The unit on the bus or target.'),
  },
});

const virtioSerial = element('A port of a virtio-serial controller.', {
  attributes: {
    controller: optional(integer({ min: 0, max: 255 }), 'The index of the virtio-serial controller.'),
    bus: optional(integer({ min: 0, max: 0 }), 'Such controllers have one bus, 0.'),
    port: optional(integer({ min: 0, max: 511 }), 'The number of the port; 0 or none asks for a free one.'),
  },
});

const usb = element('A USB port.', {
  attributes: {
    bus: optional(integer({ min: 0, max: 255 }), 'The index of the USB controller.'),
    port: required(usbPort, 'The port of the controller.', 'finds a free port'),
  },
});

const dimm = element('A socket for memory.', {
  attributes: {
    slot: optional(integer({ min: 0, max: 255 }), 'The number of the socket.'),
    base: optional(memoryAddress, 'Given to a running domain; ignored in a definition.'),
  },
});

const others = (...supported: string[]) => KNOWN.filter((kind) => !supported.includes(kind));
const DOC = 'Where the device sits. Left out, it gets a free place.';

export const pciAddress = variants(DOC, { by: 'type', cases: { pci }, known: others('pci') });
export const diskAddress = variants(DOC, { by: 'type', cases: { pci, drive }, known: others('pci', 'drive') });
export const virtioSerialAddress = variants(DOC, {
  by: 'type',
  cases: { 'virtio-serial': virtioSerial },
  known: others('virtio-serial'),
});
export const inputAddress = variants(DOC, { by: 'type', cases: { pci, usb }, known: others('pci', 'usb') });
export const usbAddress = variants(DOC, { by: 'type', cases: { usb }, known: others('usb') });
export const scsiAddress = variants(DOC, { by: 'type', cases: { drive }, known: others('drive') });
export const dimmAddress = variants(DOC, { by: 'type', cases: { dimm }, known: others('dimm') });
