import { alias, onPci } from './device.ts';
import { atMostOne, element, one, optional, required, variants } from './elementSchema.ts';
import { node } from './hostThing.ts';
import { absolutePath, listenAddress, pathOf } from './names.ts';
import { exactly, integer } from './numbers.ts';
import { oneOf, onOff, yesNo } from './valueType.ts';

const videoModel = element('The kind of card.', {
  attributes: {
    type: required(
      oneOf(
        {
          none: 'No card: the machine has no screen.',
          vga: 'Standard VGA.',
          virtio: 'virtio-gpu, with VGA for firmware.',
          cirrus: 'Cirrus Logic, for very old guests.',
          bochs: 'A plain display without VGA, for UEFI guests.',
        },
        ['qxl', 'vmvga', 'xen', 'vbox', 'parallels', 'gop', 'ramfb'],
      ),
      'The card.',
    ),
    vram: optional(integer({ min: 1, max: 0x200000 }), 'Its memory in KiB.'),
    blob: optional(onOff, 'With virtio: pictures lie in memory that guest and host share, by /dev/udmabuf.'),
    heads: optional(exactly(1), 'How many screens it has.'),
    primary: optional(
      oneOf({ yes: 'The first card is the primary one.' }, ['no']),
      'Whether firmware shows its text here.',
    ),
  },
});

export const video = element('A graphics card.', {
  children: { model: one(videoModel, 'chooses one for the machine'), ...onPci },
});

const listen = variants('Where the server listens; at 127.0.0.1 unless given.', {
  by: 'type',
  cases: {
    address: element('On TCP.', {
      attributes: {
        address: optional(listenAddress, 'A host name or address; 127.0.0.1 unless given. 0.0.0.0 is everybody.'),
      },
    }),
    socket: element('On a Unix socket.', {
      attributes: { socket: required(absolutePath, 'The path of the socket.', 'makes up a path for it') },
    }),
    none: element('Nowhere: the screen is shown by the agent, to the domain’s owner alone.'),
  },
  known: ['network'],
});

const vnc = element('A VNC server.', {
  attributes: {
    port: optional(integer({ min: -1, max: 65535 }), 'The TCP port, from 5900 on; −1 takes a free one.'),
    autoport: optional(yesNo, 'Whether a free port is taken, whatever port says.'),
    listen: optional(listenAddress, 'The address to listen at, as in <listen>.'),
    socket: optional(absolutePath, 'The path of a Unix socket to listen on, instead of TCP.'),
  },
  children: { listen: atMostOne(listen), alias },
});

const headlessGl = element('OpenGL for the guest, drawn by the host’s graphics and shown by another display.', {
  children: {
    gl: atMostOne(
      element('By which graphics of the host.', {
        attributes: {
          rendernode: optional(
            pathOf(node('char', /^\/dev\/dri\/renderD/)),
            'The render node; the host’s first one unless given. It becomes part of the private /dev.',
          ),
        },
      }),
    ),
    alias,
  },
});

export const graphics = variants('A way to see the screen.', {
  by: 'type',
  cases: { vnc, 'egl-headless': headlessGl },
  known: ['spice', 'sdl', 'rdp', 'desktop', 'dbus'],
});
