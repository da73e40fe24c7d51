import type { Controller } from '../../domain-xml/model/domain.ts';
import { chipsetOf } from './guestMachine.ts';
import { type Arguments, device } from './optionText.ts';
import type { PciLayout } from './pciAddresses.ts';
import { pciProperties, type Wiring } from './wiring.ts';

/** Controllers in the order PCI, USB, SCSI, SATA, virtio-serial: each stands after the bus that it is plugged into. */
export function controllers(wiring: Wiring): Arguments {
  const all = wiring.domain.controllers;
  const ofType = (type: Controller['type']) =>
    all.filter((controller) => controller.type === type).sort((a, b) => a.index - b.index);
  return [
    ...parentsFirst(wiring.pci).map((controller) => pciController(wiring, controller)),
    ...ofType('usb').map((controller) => usbController(wiring, controller)),
    ...ofType('scsi').map((controller) => plain(wiring, controller, scsiDrivers[controller.model ?? ''] ?? 'lsi')),
    ...ofType('sata').map((controller) => sataController(wiring, controller)),
    ...ofType('virtio-serial').map((controller) => plain(wiring, controller, 'virtio-serial-pci')),
  ].flat();
}

/** PCI controllers by index, except that one which sits behind another always stands after it. */
function parentsFirst({ controllers, places }: PciLayout): readonly Controller[] {
  const seen = new Set<Controller>();
  const ordered: Controller[] = [];
  const visit = (controller: Controller) => {
    // Given addresses may lead in a circle; QEMU then says which bus it does not find.
    if (seen.has(controller)) return;
    seen.add(controller);
    const parent = controllers.find(({ index }) => index === places.get(controller.alias)?.bus);
    if (parent) visit(parent);
    ordered.push(controller);
  };
  controllers.forEach(visit);
  return ordered;
}

const usbDrivers: Readonly<Record<string, string>> = {
  'piix3-uhci': 'piix3-usb-uhci',
  'piix4-uhci': 'piix4-usb-uhci',
  ehci: 'usb-ehci',
  'ich9-ehci1': 'ich9-usb-ehci1',
  'nec-xhci': 'nec-usb-xhci',
  'qemu-xhci': 'qemu-xhci',
  'pci-ohci': 'pci-ohci',
};

const scsiDrivers: Readonly<Record<string, string>> = {
  'virtio-scsi': 'virtio-scsi-pci',
  lsilogic: 'lsi',
  lsisas1068: 'mptsas1068',
  lsisas1078: 'megasas',
  vmpvscsi: 'pvscsi',
};

function plain(wiring: Wiring, { alias }: Controller, driver: string): Arguments {
  return device({ driver, id: alias, ...pciProperties(wiring, alias) });
}

function usbController(wiring: Wiring, controller: Controller): Arguments {
  if (controller.model === 'none') return [];
  return plain(wiring, controller, usbDrivers[controller.model ?? ''] ?? 'piix3-usb-uhci');
}

/** q35 has the first SATA controller built in. */
function sataController(wiring: Wiring, controller: Controller): Arguments {
  const builtIn = controller.index === 0 && chipsetOf(wiring.domain.os.machine) === 'q35';
  return builtIn ? [] : plain(wiring, controller, 'ich9-ahci');
}

function pciController(wiring: Wiring, controller: Controller): Arguments {
  const { alias, index, model } = controller;
  const bus = pciProperties(wiring, alias);
  switch (model) {
    case 'pcie-root-port':
      return device({ driver: 'pcie-root-port', port: portNumber(wiring, alias), chassis: index, id: alias, ...bus });
    case 'pcie-to-pci-bridge':
      return device({ driver: 'pcie-pci-bridge', id: alias, ...bus });
    case 'dmi-to-pci-bridge':
      return device({ driver: 'i82801b11-bridge', id: alias, ...bus });
    default:
      return device({ driver: 'pci-bridge', chassis_nr: index, id: alias, ...bus });
  }
}

/** What the port calls itself towards the guest: slot and function of its own place, so that no two are alike. */
function portNumber({ pci }: Wiring, alias: string): number {
  const place = pci.places.get(alias);
  return place ? place.slot * 8 + place.function : 0;
}
