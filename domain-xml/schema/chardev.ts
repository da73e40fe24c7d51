import { inputAddress, virtioSerialAddress } from './address.ts';
import { alias } from './device.ts';
import { atMostOne, type Children, element, one, optional, required, variants } from './elementSchema.ts';
import { node } from './hostThing.ts';
import { absolutePath, pathOf, portName } from './names.ts';
import { integer } from './numbers.ts';
import { freeText, oneOf, onOff } from './valueType.ts';

/* `<serial>`, `<console>` and `<channel>`: a device in the guest, and where its bytes go on the host. */

const KNOWN = ['stdio', 'vc', 'tcp', 'udp', 'spicevmc', 'spiceport', 'nmdm', 'qemu-vdagent', 'dbus'];

const ptySource = element('The terminal while the domain runs; ignored in a definition.', {
  attributes: { path: optional(absolutePath, 'For example /dev/pts/3, different at every start.') },
});

const fileSource = element('The file.', {
  attributes: {
    path: required(absolutePath, 'Where the output goes; it is made when it is missing.'),
    append: optional(onOff, 'Whether it is kept and added to at a start; off unless given.'),
  },
});

const deviceSource = element('The character device. It becomes part of the private /dev.', {
  attributes: { path: required(pathOf(node('char')), 'The device.') },
});

const pipeSource = element('The FIFO, or the name to which .in and .out are added for two of them.', {
  attributes: { path: required(absolutePath, 'The FIFO; it has to be there.') },
});

const unixSource = element('The socket.', {
  attributes: {
    mode: optional(
      oneOf({
        bind: 'QEMU makes the socket and waits for a client.',
        connect: 'QEMU connects to a socket that is there.',
      }),
      'Who makes the socket; connect unless given.',
    ),
    path: required(absolutePath, 'The path of the socket.', 'makes up a path for it'),
  },
});

const tty = optional(freeText, 'The terminal while the domain runs; ignored in a definition.');

/** The kinds of back end, around the children that the device itself has. */
export function backEnds<const D extends Children>(device: D) {
  return {
    pty: element('A pseudo-terminal of the host, for a console in the editor, screen and the like.', {
      attributes: { tty },
      children: { source: atMostOne(ptySource), ...device },
    }),
    null: element('Output vanishes, and there is no input.', { children: device }),
    file: element('Output goes to a file.', { children: { source: one(fileSource), ...device } }),
    dev: element('A character device of the host, such as its own serial port.', {
      children: { source: one(deviceSource), ...device },
    }),
    pipe: element('A FIFO of the host.', { children: { source: one(pipeSource), ...device } }),
    unix: element('A Unix socket.', { children: { source: one(unixSource, 'makes up a path for it'), ...device } }),
  };
}

const chardev = <const D extends Children>(doc: string, device: D) =>
  variants(doc, { by: 'type', cases: backEnds(device), otherwise: 'pty', known: KNOWN });

const serialTarget = element('How the guest sees the port.', {
  attributes: {
    type: optional(
      oneOf(
        {
          'isa-serial': 'A PC’s serial port.',
          'usb-serial': 'A serial adapter on USB; it can be plugged in while the machine runs.',
          'pci-serial': 'A serial card; it can be plugged in while the machine runs.',
        },
        ['spapr-vio-serial', 'system-serial', 'sclp-serial', 'isa-debug'],
      ),
      'The kind of port; isa-serial unless given.',
    ),
    port: optional(integer({ min: 0, max: 3 }), '0 is ttyS0 or COM1; the next free one unless given.'),
  },
  children: {
    model: atMostOne(
      element('The QEMU device of the port, as libvirt writes it down.', {
        attributes: {
          name: required(
            oneOf({ 'isa-serial': 'A PC’s serial port.', 'usb-serial': 'On USB.', 'pci-serial': 'On PCI.' }, [
              'isa-debugcon',
            ]),
            'The device.',
          ),
        },
      }),
    ),
  },
});

const consoleTarget = element('How the guest sees the console.', {
  attributes: {
    type: optional(
      oneOf({ serial: 'The first serial port.', virtio: 'A virtio console, hvc0 in a Linux guest.' }, [
        'xen',
        'uml',
        'sclp',
        'sclplm',
        'openvz',
        'lxc',
      ]),
      'What the console is; serial unless given.',
    ),
    port: optional(integer({ min: 0, max: 255 }), 'Given by libvirt; ignored.'),
  },
});

const channelTarget = element('How the guest sees the channel.', {
  attributes: {
    type: required(oneOf({ virtio: 'A virtio port.' }, ['guestfwd', 'xen', 'none']), 'The kind of channel.'),
    name: optional(portName, 'The port’s name in the guest: /dev/virtio-ports/NAME.'),
    state: optional(
      oneOf({ connected: 'Ignored in a definition.', disconnected: 'Ignored in a definition.' }),
      'Whether the guest has it open, while it runs.',
    ),
  },
});

export const serial = chardev('A serial port.', {
  target: atMostOne(serialTarget),
  alias,
  address: atMostOne(inputAddress),
});

const parallelTarget = element('How the guest sees the port.', {
  attributes: { port: optional(integer({ min: 0, max: 2 }), '0 is lp0 or LPT1; the next free one unless given.') },
});

export const parallel = chardev('A parallel port.', { target: atMostOne(parallelTarget), alias });

export const console = chardev('A console: another name for the first serial port, or a virtio console.', {
  target: atMostOne(consoleTarget),
  alias,
  address: atMostOne(virtioSerialAddress),
});

export const channel = chardev('A channel between host and guest, as guest agents use it.', {
  target: one(channelTarget),
  alias,
  address: atMostOne(virtioSerialAddress),
});
