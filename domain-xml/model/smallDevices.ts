import type { DomainValue, GraphicsValue, InputValue, InterfaceValue, RngValue, VideoValue } from '../schema/drafts.ts';
import { deviceOf, inputAddressOf, pciAddressOf } from './deviceParts.ts';
import type { ChardevBackend, Graphics, Input, Memballoon, NetworkInterface, Rng, Video, VncServer } from './domain.ts';
import type { Origins } from './origins.ts';
import { present } from './present.ts';

type DevicesValue = NonNullable<DomainValue['child']['devices']>;

/** Cards that QEMU makes. A network function of the host is one of its devices. */
export function interfacesOf(interfaces: readonly InterfaceValue[], origins: Origins): NetworkInterface[] {
  return interfaces
    .filter((each) => each.type === 'user')
    .map((each, i) => {
      const { mac, model, boot, address } = each.child;
      return present({
        address: pciAddressOf(address),
        type: 'user' as const,
        mac: mac?.attr.address,
        model: model?.attr.type ?? 'rtl8139',
        bootOrder: boot?.attr.order,
        ...deviceOf(each, `net${i}`, origins),
      });
    });
}

/** Without a path, libvirt takes /dev/urandom. */
export function rngsOf(rngs: readonly RngValue[], origins: Origins): Rng[] {
  return rngs.map((each, i) => {
    const { backend, rate, address } = each.child;
    return present({
      address: pciAddressOf(address),
      backend:
        backend.model === 'builtin'
          ? { model: backend.model }
          : backend.model === 'egd'
            ? { model: backend.model, chardev: egdChardev(backend, origins) }
            : { model: backend.model, file: origins.file(backend.text ?? '/dev/urandom', backend.node) },
      rate: rate && present({ bytes: rate.attr.bytes, period: rate.attr.period }),
      ...deviceOf(each, `rng${i}`, origins),
    });
  });
}

type EgdValue = Extract<RngValue['child']['backend'], { model: 'egd' }>;

function egdChardev({ attr, child: { source } }: EgdValue, origins: Origins): ChardevBackend {
  const file = origins.file(source.attr.path, source.node);
  return attr.type === 'dev' ? { type: 'dev', file } : { type: 'unix', mode: 'connect', socket: file };
}

export function inputsOf(inputs: readonly InputValue[], origins: Origins): Input[] {
  return inputs.map((each, i) => {
    const { type, bus = usualBus(type) } = each.attr;
    const { dev, evdev, grab, grabToggle, repeat } = each.child.source?.attr ?? {};
    const path = type === 'evdev' ? dev : evdev;
    return present({
      address: inputAddressOf(each.child.address),
      type,
      bus,
      source: each.child.source && path !== undefined ? origins.file(path, each.child.source.node) : undefined,
      grab: type === 'evdev' ? present({ all: grab === 'all', toggle: grabToggle, repeat }) : undefined,
      ...deviceOf(each, `input${i}`, origins),
    });
  });
}

export function usualBus(type: Input['type']): Input['bus'] {
  switch (type) {
    case 'tablet':
      return 'usb';
    case 'evdev':
      return 'none';
    case 'passthrough':
      return 'virtio';
    default:
      return 'ps2';
  }
}

/** A domain that says nothing of a balloon has one. */
export function memballoonOf(devices: DevicesValue | undefined, root: DomainValue, origins: Origins): Memballoon {
  const balloon = devices?.child.memballoon[0];
  if (!balloon) return { model: 'virtio', alias: 'balloon0', origin: origins.of((devices ?? root).node) };
  if (balloon.attr.model === 'none') return { model: 'none' };
  return present({
    address: pciAddressOf(balloon.child.address),
    model: balloon.attr.model,
    ...deviceOf(balloon, 'balloon0', origins),
  });
}

export function videosOf(videos: readonly VideoValue[], origins: Origins): Video[] {
  return videos.map((each, i) => {
    const { model, address } = each.child;
    return present({
      address: pciAddressOf(address),
      model: model.attr.type,
      vram: model.attr.vram,
      blob: model.attr.blob ? (true as const) : undefined,
      ...deviceOf(each, `video${i}`, origins),
    });
  });
}

export function graphicsOf(graphics: readonly GraphicsValue[], origins: Origins): Graphics[] {
  return graphics.map((each, i): Graphics => {
    const device = deviceOf(each, `graphics${i}`, origins);
    if (each.type === 'vnc') return { ...device, type: 'vnc', listen: listenOf(each, origins) };
    const { gl } = each.child;
    const path = gl?.attr.rendernode;
    return present({
      ...device,
      type: 'egl-headless' as const,
      renderNode: gl && path !== undefined ? origins.file(path, gl.node) : undefined,
    });
  });
}

type VncValue = Extract<GraphicsValue, { type: 'vnc' }>;

function listenOf({ node, attr, child: { listen } }: VncValue, origins: Origins): VncServer['listen'] {
  if (listen?.type === 'none') return 'nowhere';
  if (listen?.type === 'socket') return { socket: origins.file(listen.attr.socket, listen.node) };
  if (attr.socket !== undefined) return { socket: origins.file(attr.socket, node) };
  const address = listen?.attr.address ?? attr.listen ?? '127.0.0.1';
  return { address, port: attr.autoport ? -1 : (attr.port ?? -1) };
}
