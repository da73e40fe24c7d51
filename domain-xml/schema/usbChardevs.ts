import { usbAddress } from './address.ts';
import { backEnds } from './chardev.ts';
import { alias } from './device.ts';
import { atMostOne, optional, required, variants } from './elementSchema.ts';
import { oneOf } from './valueType.ts';

const KNOWN = ['pty', 'null', 'file', 'pipe', 'stdio', 'vc', 'tcp', 'udp', 'spicevmc', 'spiceport', 'nmdm', 'dbus'];
const bus = optional(oneOf({ usb: 'On a USB controller.' }), 'How it is connected.');

const { unix, dev } = backEnds({ alias, address: atMostOne(usbAddress) });

/** `<redirdev>`: a USB device that a program of the host hands over. */
export const redirdev = variants('A USB device that a program of the host hands over.', {
  by: 'type',
  cases: {
    unix: { ...unix, attributes: { ...unix.attributes, bus } },
    dev: { ...dev, attributes: { ...dev.attributes, bus } },
  },
  known: KNOWN,
});

const card = backEnds({ alias });
const mode = required(
  oneOf({ passthrough: 'A program of the host is the card.' }, ['host', 'host-certificates']),
  'What the card is.',
);

/** `<smartcard>`: a card reader with a card that a program of the host plays. */
export const smartcard = variants('A smart card that a program of the host plays.', {
  by: 'type',
  cases: {
    unix: { ...card.unix, attributes: { ...card.unix.attributes, mode } },
    dev: { ...card.dev, attributes: { ...card.dev.attributes, mode } },
  },
  known: KNOWN,
});
