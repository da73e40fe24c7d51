import type { Input } from '../../domain-xml/model/domain.ts';
import { type Arguments, device, object } from './optionText.ts';
import { pciProperties, type Wiring } from './wiring.ts';

/** The USB hubs that the inputs need. */
export function hubs({ usb }: Wiring): Arguments {
  return usb.hubs.flatMap(({ alias, bus, port }) => device({ driver: 'usb-hub', id: alias, bus, port }));
}

/** USB and virtio inputs. A PS/2 keyboard and mouse are part of the machine. */
export function inputs(wiring: Wiring): Arguments {
  return wiring.domain.inputs.flatMap((each) => inputDevice(wiring, each));
}

function inputDevice(wiring: Wiring, each: Input): Arguments {
  const { alias, type, bus, source } = each;
  switch (bus) {
    case 'ps2':
      return [];
    case 'usb':
      return device({
        driver: type === 'keyboard' ? 'usb-kbd' : `usb-${type}`,
        id: alias,
        ...wiring.usb.ports.get(alias),
      });
    case 'none':
      return eventDevice(each);
    case 'virtio':
      if (source)
        return device({
          driver: 'virtio-input-host-pci',
          id: alias,
          evdev: source.path,
          ...pciProperties(wiring, alias),
        });
      return device({ driver: `virtio-${type}-pci`, id: alias, ...pciProperties(wiring, alias) });
  }
}

/** No device of the guest's: its events go to the keyboard or mouse that the guest has. */
function eventDevice({ alias, source, grab }: Input): Arguments {
  if (!source) return [];
  return object({
    'qom-type': 'input-linux',
    id: alias,
    evdev: source.path,
    repeat: grab?.repeat,
    grab_all: grab?.all ? true : undefined,
    'grab-toggle': grab?.toggle,
  });
}
