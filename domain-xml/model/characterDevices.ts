import type { ChannelValue, ConsoleValue, ParallelValue, SerialValue } from '../schema/drafts.ts';
import { deviceOf, inputAddressOf } from './deviceParts.ts';
import type { CharacterDevice, ChardevBackend } from './domain.ts';
import type { Origins } from './origins.ts';
import { present } from './present.ts';
import { serialPorts } from './serialPorts.ts';
import { placeVirtioPorts } from './virtioPorts.ts';

export interface CharacterElements {
  readonly serial: readonly SerialValue[];
  readonly console: readonly ConsoleValue[];
  readonly channel: readonly ChannelValue[];
  readonly parallel: readonly ParallelValue[];
}

/**
 * Serial ports, then consoles, then channels. As in libvirt, the first `<console>` stands for the first serial port
 * unless it is a virtio console; without a `<serial>` it is that port.
 *
 * @param controllers the indexes of the virtio-serial controllers of the XML
 */
export function characterDevicesOf(
  elements: CharacterElements,
  controllers: readonly number[],
  origins: Origins,
): CharacterDevice[] {
  const { serial, parallel, console, channel } = elements;
  const ports = serialPorts(serial.filter(isIsa).map(({ child }) => child.target?.attr.port));
  const serials = serial.map((each, i) =>
    isIsa(each) ? serialPort(each, i, ports.shift() ?? i, origins) : serialAdapter(each, i, origins),
  );
  const first = console[0];
  const compatible = first && !isVirtio(first) && serials.length === 0 ? [serialPort(first, 0, 0, origins)] : [];
  const consoles = console.flatMap((each, i) => (isVirtio(each) ? [virtioConsole(each, i, origins)] : []));
  const channels = channel.map((each, i) => virtioChannel(each, i, origins));
  const taken = parallel.map(({ child }) => child.target?.attr.port);
  const printers = parallel.map((each, i) => parallelPort(each, i, taken, origins));
  return [...serials, ...compatible, ...printers, ...placeVirtioPorts([...consoles, ...channels], controllers)];
}

function isVirtio({ child }: ConsoleValue): boolean {
  return child.target?.attr.type === 'virtio';
}

/** A PC's own port, and no adapter or card. */
const isIsa = ({ child }: SerialValue): boolean => (child.target?.attr.type ?? 'isa-serial') === 'isa-serial';

/** On USB or PCI, with a place there. */
function serialAdapter(element: SerialValue, i: number, origins: Origins): CharacterDevice {
  const type = element.child.target?.attr.type === 'pci-serial' ? 'pci-serial' : 'usb-serial';
  return present({
    address: inputAddressOf(element.child.address),
    kind: 'serial' as const,
    backend: backendOf(element, origins),
    target: { type } as const,
    ...deviceOf(element, `serial${i}`, origins),
  });
}

function serialPort(element: SerialValue | ConsoleValue, i: number, port: number, origins: Origins): CharacterDevice {
  return {
    kind: 'serial',
    backend: backendOf(element, origins),
    target: { type: 'isa-serial', port },
    ...deviceOf(element, `serial${i}`, origins),
  };
}

function parallelPort(
  element: ParallelValue,
  i: number,
  taken: readonly (number | undefined)[],
  origins: Origins,
): CharacterDevice {
  const port = element.child.target?.attr.port ?? [0, 1, 2].find((free) => !taken.includes(free) && free >= i) ?? i;
  return {
    kind: 'parallel',
    backend: backendOf(element, origins),
    target: { type: 'isa-parallel', port },
    ...deviceOf(element, `parallel${i}`, origins),
  };
}

/** The alias counts all consoles, the one that stands for the serial port too. */
function virtioConsole(element: ConsoleValue, i: number, origins: Origins): CharacterDevice {
  return present({
    address: virtioAddress(element),
    kind: 'console' as const,
    backend: backendOf(element, origins),
    target: { type: 'virtio-console' as const },
    ...deviceOf(element, `console${i}`, origins),
  });
}

function virtioChannel(element: ChannelValue, i: number, origins: Origins): CharacterDevice {
  return present({
    address: virtioAddress(element),
    kind: 'channel' as const,
    backend: backendOf(element, origins),
    target: present({ type: 'virtio-channel' as const, name: element.child.target.attr.name }),
    ...deviceOf(element, `channel${i}`, origins),
  });
}

function virtioAddress({ child: { address } }: ConsoleValue | ChannelValue): CharacterDevice['address'] {
  if (!address) return undefined;
  const { controller = 0, bus = 0, port = 0 } = address.attr;
  return { type: 'virtio-serial', controller, bus, port };
}

function backendOf(
  element: SerialValue | ParallelValue | ConsoleValue | ChannelValue,
  origins: Origins,
): ChardevBackend {
  switch (element.type) {
    case 'pty':
      return { type: 'pty' };
    case 'null':
      return { type: 'null' };
    case 'file': {
      const { node, attr } = element.child.source;
      return { type: 'file', file: origins.file(attr.path, node), append: attr.append ?? false };
    }
    case 'dev':
    case 'pipe': {
      const { node, attr } = element.child.source;
      return { type: element.type, file: origins.file(attr.path, node) };
    }
    case 'unix': {
      const { node, attr } = element.child.source;
      return { type: 'unix', mode: attr.mode ?? 'connect', socket: origins.file(attr.path, node) };
    }
  }
}
