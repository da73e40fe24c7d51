import type { Controller, Domain } from '../../domain-xml/model/domain.ts';

/** A port of a USB bus. Behind a hub it is the hub's port, a dot, and the number on the hub. */
export interface UsbPort {
  readonly bus: string;
  readonly port: string | undefined;
}

/** Where the USB devices of a domain are plugged in. */
export interface UsbLayout {
  /** By alias. */
  readonly ports: ReadonlyMap<string, UsbPort>;
  /** Hubs that were added, each after the hub that it is plugged into. */
  readonly hubs: readonly (UsbPort & { readonly alias: string })[];
}

/** QEMU's `usb-hub`. */
const HUB_PORTS = 8;

/**
 * Given ports hold; the other devices get the lowest free port of the first controller. While there are more devices
 * than free ports, a hub takes the first of these and brings its own.
 */
export function usbLayout(domain: Domain): UsbLayout {
  const controllers = domain.controllers.filter(({ type, model }) => type === 'usb' && model !== 'none');
  const busOf = (index: number) => `${controllers.find((each) => each.index === index)?.alias ?? 'usb'}.0`;
  const devices = [
    ...domain.hostDevices.filter(({ type }) => type === 'usb'),
    ...domain.inputs.filter(({ bus }) => bus === 'usb'),
    ...domain.characterDevices.filter(({ target }) => target.type === 'usb-serial'),
    ...domain.smartcards,
    ...domain.redirdevs,
  ];
  const first = controllers[0];
  const bus = busOf(first?.index ?? 0);
  const given = devices.flatMap(({ address }) =>
    address?.type === 'usb' && busOf(address.bus) === bus ? [address.port] : [],
  );
  const isFree = (port: string) => !given.some((other) => other === port || other.startsWith(`${port}.`));
  const free = numbered(portsOf(first)).filter(isFree);
  const hubs: { alias: string; bus: string; port: string }[] = [];
  const needed = devices.filter(({ address }) => address?.type !== 'usb').length;
  while (free.length < needed) {
    const port = free.shift();
    if (port === undefined) break;
    hubs.push({ alias: `hub${hubs.length}`, bus, port });
    free.push(
      ...numbered(HUB_PORTS)
        .map((number) => `${port}.${number}`)
        .filter(isFree),
    );
  }
  const ports = new Map(
    devices.map(({ alias, address }) => [
      alias,
      address?.type === 'usb' ? { bus: busOf(address.bus), port: address.port } : { bus, port: free.shift() },
    ]),
  );
  return { ports, hubs };
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => String(i + 1));
}

/** Root ports of QEMU's controllers; xHCI has four of each speed. */
function portsOf(controller: Controller | undefined): number {
  switch (controller?.model) {
    case 'qemu-xhci':
    case 'nec-xhci':
      return 4;
    case 'ehci':
    case 'ich9-ehci1':
      return 6;
    case 'pci-ohci':
      return 3;
    default:
      return 2;
  }
}
