import { pciAddress } from './address.ts';
import { atMostOne, element, optional, required } from './elementSchema.ts';
import { deviceAlias } from './names.ts';
import { integer } from './numbers.ts';

/** `<alias>`, which every device may have. */
export const alias = atMostOne(
  element('The name of the device, and its id in QEMU. One that begins with ua- is yours and kept.', {
    attributes: { name: optional(deviceAlias, 'Given anew at every start, unless it begins with ua-.') },
  }),
);

export const onPci = { alias, address: atMostOne(pciAddress) };

export const boot = atMostOne(
  element('When firmware tries this device. Not together with <boot dev> in <os>.', {
    attributes: { order: required(integer({ min: 1, max: 0xffff }), '1 is tried first; each number only once.') },
  }),
);
