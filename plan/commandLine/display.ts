import type { HeadlessGl, Video, VncServer } from '../../domain-xml/model/domain.ts';
import { type Arguments, device, type JsonValue, keyValues, opening } from './optionText.ts';
import { AUDIO } from './sound.ts';
import { pciProperties, type Wiring } from './wiring.ts';

const KIB = 1024;

/** VNC counts displays from this TCP port. */
const FIRST_VNC_PORT = 5900;

/** The highest display that is tried when a free one is asked for. */
const LAST_DISPLAY = 99;

/** VNC servers. */
export function graphics({ domain }: Wiring): Arguments {
  const servers = domain.graphics.filter((each) => each.type === 'vnc');
  const gl = domain.graphics.filter((each) => each.type === 'egl-headless').flatMap(headlessGl);
  return [...servers.flatMap(vncServer), ...gl];
}

/** In the place of a display that is none: QEMU takes the last that it is told. */
function headlessGl({ renderNode }: HeadlessGl): Arguments {
  return [
    '-display',
    keyValues([
      ['', 'egl-headless'],
      ['rendernode', renderNode?.path],
    ]),
  ];
}

function vncServer({ listen }: VncServer): Arguments {
  const anyFree = listen !== 'nowhere' && 'port' in listen && listen.port < 0;
  return ['-vnc', keyValues([vncDisplay(listen), ['to', anyFree ? LAST_DISPLAY : undefined], ['audiodev', AUDIO]])];
}

function vncDisplay(listen: VncServer['listen']): readonly [string, string] {
  if (listen === 'nowhere') return ['vnc', 'none'];
  if ('socket' in listen) return ['vnc', `unix:${listen.socket.path}`];
  const host = listen.address.includes(':') ? `[${listen.address}]` : listen.address;
  return opening('vnc', `${host}:${listen.port < 0 ? 0 : listen.port - FIRST_VNC_PORT}`);
}

/** Video devices: the first is the one that firmware shows its text on. */
export function videos(wiring: Wiring): Arguments {
  return wiring.domain.videos.flatMap((video, position) => videoDevice(wiring, video, position === 0));
}

function videoDevice(wiring: Wiring, video: Video, primary: boolean): Arguments {
  const model = videoModel(video, primary);
  if (!model) return [];
  const { driver, ...memory } = model;
  const blob = video.blob ? { blob: true } : {};
  return device({ driver, id: video.alias, ...memory, ...blob, ...pciProperties(wiring, video.alias) });
}

type VideoModel = { readonly driver: string; readonly [key: string]: JsonValue };

/** QEMU's device and how it is told its memory: VGA in MiB, bochs in bytes, the others not at all. */
function videoModel({ model, vram }: Video, primary: boolean): VideoModel | undefined {
  switch (model) {
    case 'none':
      return undefined;
    case 'vga':
      return { driver: primary ? 'VGA' : 'secondary-vga', vgamem_mb: vram === undefined ? undefined : vram / KIB };
    case 'bochs':
      return { driver: 'bochs-display', vgamem: vram === undefined ? undefined : vram * KIB };
    case 'cirrus':
      return { driver: 'cirrus-vga' };
    case 'virtio':
      return { driver: primary ? 'virtio-vga' : 'virtio-gpu-pci', max_outputs: 1 };
  }
}
