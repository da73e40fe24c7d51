import { inputAddress } from './address.ts';
import { alias, onPci } from './device.ts';
import { atMostOne, element, one, optional, optionalText, required, variants } from './elementSchema.ts';
import { eventDevice, node } from './hostThing.ts';
import { absolutePath, pathOf } from './names.ts';
import { integer } from './numbers.ts';
import { oneOf, onOff } from './valueType.ts';

const TRANSITIONAL = ['virtio-transitional', 'virtio-non-transitional'];

/** A daemon that speaks the protocol of the entropy gathering daemon. */
const egdBackend = element('A daemon that gathers randomness.', {
  attributes: {
    type: required(
      oneOf({ unix: 'At a Unix socket.', dev: 'At a character device.' }, ['tcp', 'udp', 'pty', 'file', 'pipe']),
      'How it is reached.',
    ),
  },
  children: {
    source: one(
      element('Where it is.', {
        attributes: {
          mode: optional(oneOf({ connect: 'The socket is there.' }, ['bind']), 'Who makes the socket; connect.'),
          path: required(absolutePath, 'The socket or device. It becomes part of the private /dev.'),
        },
      }),
    ),
  },
});

const randomSource = pathOf(node('char', /^\/dev\/(u?random|hwrng)$/));

const rngBackend = variants('Where the bytes come from.', {
  by: 'model',
  cases: {
    random: element('A device of the host. It becomes part of the private /dev.', { text: optionalText(randomSource) }),
    builtin: element('QEMU asks the host’s kernel itself.'),
    egd: egdBackend,
  },
});

const whole = integer({ min: 1, max: 0x7fffffff });

export const rng = element('A random number generator.', {
  attributes: { model: required(oneOf({ virtio: 'A virtio device.' }, TRANSITIONAL), 'The kind of device.') },
  children: {
    backend: one(rngBackend),
    rate: atMostOne(
      element('A limit on how much the guest may take.', {
        attributes: {
          bytes: required(whole, 'Bytes in a period.'),
          period: optional(whole, 'The period in milliseconds; 1000 unless given.'),
        },
      }),
    ),
    ...onPci,
  },
});

const inputSource = element('The event device. It becomes part of the private /dev.', {
  attributes: {
    dev: optional(pathOf(eventDevice), 'For type evdev: for example /dev/input/by-id/….'),
    evdev: optional(pathOf(eventDevice), 'For type passthrough.'),
    grab: optional(oneOf({ all: 'A grab of one is a grab of all.' }), 'Which devices are grabbed together.'),
    grabToggle: optional(
      oneOf({
        'ctrl-ctrl': 'Both Ctrl keys.',
        'alt-alt': 'Both Alt keys.',
        'shift-shift': 'Both Shift keys.',
        'meta-meta': 'Both Meta keys.',
        scrolllock: 'Scroll Lock.',
        'ctrl-scrolllock': 'Ctrl and Scroll Lock.',
      }),
      'The keys that give the device to the guest and back; both Ctrl keys unless given.',
    ),
    repeat: optional(onOff, 'Whether a key that is held repeats.'),
  },
});

export const input = element('A pointer or keyboard.', {
  attributes: {
    type: required(
      oneOf(
        {
          mouse: 'A mouse.',
          keyboard: 'A keyboard.',
          tablet: 'A pointer with absolute positions: it does not run away from the host’s.',
          evdev: 'What comes from an event device of the host goes to the guest’s own keyboard or mouse.',
          passthrough: 'An event device of the host, as it is.',
        },
        [],
      ),
      'What it is.',
    ),
    bus: optional(
      oneOf(
        {
          ps2: 'Part of the machine; every machine has a mouse and a keyboard so.',
          usb: 'On a USB controller.',
          virtio: 'A virtio device.',
        },
        ['xen', 'parallels', 'none'],
      ),
      'How it is connected; usb for a tablet, else ps2, unless given.',
    ),
  },
  children: { source: atMostOne(inputSource), alias, address: atMostOne(inputAddress) },
});

export const memballoon = element(
  'The balloon that takes memory from the guest and gives it back; virtio unless given.',
  {
    attributes: {
      model: required(
        oneOf({ virtio: 'A virtio device.', none: 'The machine has no balloon.' }, ['xen', ...TRANSITIONAL]),
        'The kind of device.',
      ),
      autodeflate: optional(
        oneOf({ off: 'As by itself.' }, ['on']),
        'Whether the balloon shrinks when the guest runs out of memory.',
      ),
    },
    children: onPci,
  },
);

export const watchdog = element('The watchdog that a q35 machine has built in; libvirt writes it down.', {
  attributes: {
    model: required(oneOf({ itco: 'Part of q35.' }, ['i6300esb', 'ib700', 'diag288']), 'The kind of device.'),
    action: optional(
      oneOf({ reset: 'As the machine does by itself.' }, [
        'shutdown',
        'poweroff',
        'pause',
        'none',
        'dump',
        'inject-nmi',
      ]),
      'What happens when the guest stops answering.',
    ),
  },
  children: { alias },
});
