import type { UsbChardev } from '../../domain-xml/model/domain.ts';
import { backEnd } from './characterDevices.ts';
import { type Arguments, device } from './optionText.ts';
import type { Wiring } from './wiring.ts';

/** A reader with a card in it, each played by a program of the host. */
export const smartcards = (wiring: Wiring): Arguments =>
  wiring.domain.smartcards.flatMap((each) => [
    ...backEnd(`char${each.alias}`, each.backend),
    ...device({ driver: 'usb-ccid', id: readerOf(each), ...wiring.usb.ports.get(each.alias) }),
    ...device({
      driver: 'ccid-card-passthru',
      chardev: `char${each.alias}`,
      id: each.alias,
      bus: `${readerOf(each)}.0`,
    }),
  ]);

const readerOf = ({ alias }: UsbChardev): string => `ccid-${alias}`;

/** USB devices that a program of the host hands over. */
export const redirdevs = (wiring: Wiring): Arguments =>
  wiring.domain.redirdevs.flatMap(({ alias, backend }) => [
    ...backEnd(`char${alias}`, backend),
    ...device({ driver: 'usb-redir', chardev: `char${alias}`, id: alias, ...wiring.usb.ports.get(alias) }),
  ]);
