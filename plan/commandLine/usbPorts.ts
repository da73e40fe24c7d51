import type { Controller, Domain } from '../../domain-xml/model/domain.ts';

/** Where a USB device is plugged in, by alias. Without a port QEMU finds one, and adds a hub when none is left. */
export type UsbPorts = ReadonlyMap<string, { readonly bus: string; readonly port: string | undefined }>;

/** Given ports hold; the other devices get the lowest free port of the first controller. */
export function usbPorts(domain: Domain): UsbPorts {
  const controllers = domain.controllers.filter(({ type, model }) => type === 'usb' && model !== 'none');
  const devices = domain.inputs.filter(({ bus }) => bus === 'usb');
  const first = controllers[0];
  const given = devices.flatMap(({ address }) =>
    address?.type === 'usb' && address.bus === (first?.index ?? 0) ? [address.port] : [],
  );
  const free = Array.from({ length: portsOf(first) }, (_, i) => String(i + 1)).filter((port) => !given.includes(port));
  const busOf = (index: number) => `${controllers.find((each) => each.index === index)?.alias ?? 'usb'}.0`;
  return new Map(
    devices.map(({ alias, address }) => [
      alias,
      address?.type === 'usb'
        ? { bus: busOf(address.bus), port: address.port }
        : { bus: busOf(first?.index ?? 0), port: free.shift() },
    ]),
  );
}

/** Root ports of QEMU's controllers; xHCI has four of each speed unless told otherwise. */
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
