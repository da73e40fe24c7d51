import type { Input } from '../../domain-xml/model/domain.ts';
import { type Arguments, device } from './optionText.ts';
import { pciProperties, type Wiring } from './wiring.ts';

/** The USB hubs that the inputs need. */
export function hubs({ usb }: Wiring): Arguments {
  return usb.hubs.flatMap(({ alias, bus, port }) => device({ driver: 'usb-hub', id: alias, bus, port }));
}

/** USB and virtio inputs. A PS/2 keyboard and mouse are part of the machine. */
export function inputs(wiring: Wiring): Arguments {
  return wiring.domain.inputs.flatMap((each) => inputDevice(wiring, each));
}

function inputDevice(wiring: Wiring, { alias, type, bus }: Input): Arguments {
  switch (bus) {
    case 'ps2':
      return [];
    case 'usb':
      return device({
        driver: type === 'keyboard' ? 'usb-kbd' : `usb-${type}`,
        id: alias,
        ...wiring.usb.ports.get(alias),
      });
    case 'virtio':
      return device({ driver: `virtio-${type}-pci`, id: alias, ...pciProperties(wiring, alias) });
  }
}
