import type { Layout } from '../../domain-xml/liveLayout.ts';
import type { Address, Controller } from '../../domain-xml/model/domain.ts';
import { driveAddress } from './driveAddress.ts';
import { chipsetOf } from './guestMachine.ts';
import type { Wiring } from './wiring.ts';

/** Where the command line puts each device that has a place on a bus, and the controllers of these buses. */
export function layoutOf(wiring: Wiring): Layout {
  const { domain, pci } = wiring;
  const onDrives = domain.disks.filter(({ target }) => target.bus !== 'virtio');
  const addresses = Object.fromEntries<Address>([
    ...builtIn(wiring),
    ...[...pci.places].map(([alias, place]) => [alias, { type: 'pci', domain: 0, ...place }] as const),
    ...usbAddresses(wiring),
    ...virtioSerialAddresses(wiring),
    ...onDrives.map((disk) => [disk.alias, driveAddress(disk)] as const),
  ]);
  const others = domain.controllers.filter(({ type }) => type !== 'pci');
  return { addresses, controllers: [...pci.controllers, ...others].map(controllerInfo) };
}

const controllerInfo = ({ type, index, model, alias }: Controller): Layout['controllers'][number] => ({
  ...{ type, index, alias },
  ...(model !== undefined && { model }),
});

/**
 * The chipset's own disk controller has no `addr`: it is where the chipset has it. An IDE controller beyond it, which is
 * not there, would have its name.
 */
function builtIn({ domain }: Wiring): [string, Address][] {
  const isQ35 = chipsetOf(domain.os.machine) === 'q35';
  const type = isQ35 ? 'sata' : 'ide';
  const place = isQ35 ? { slot: 0x1f, function: 2 } : { slot: 1, function: 1 };
  const [own, ...others] = domain.controllers.filter((each) => each.type === type && each.alias === 'ide');
  if (!own || own.index > 0 || others.length > 0) return [];
  return [own].map(({ alias }) => [alias, { type: 'pci', domain: 0, bus: 0, ...place }]);
}

/**
 * Of a smart card it is the reader that is plugged in, which has no element. A hub has none either, and a port behind one
 * is no port of the XML's: then nothing is said of ports, and read again the XML means the same hubs.
 */
function usbAddresses({ domain, usb }: Wiring): [string, Address][] {
  if (usb.hubs.length > 0) return [];
  const readers = new Set(domain.smartcards.map(({ alias }) => alias));
  return [...usb.ports].flatMap(([alias, { bus, port }]): [string, Address][] =>
    port === undefined || readers.has(alias)
      ? []
      : [[alias, { type: 'usb', bus: indexOf(domain.controllers, 'usb', bus), port }]],
  );
}

function virtioSerialAddresses({ domain, virtioSerial }: Wiring): [string, Address][] {
  return [...virtioSerial].map(([alias, { bus, nr }]) => [
    alias,
    { type: 'virtio-serial', controller: indexOf(domain.controllers, 'virtio-serial', bus), bus: 0, port: nr },
  ]);
}

/** Of the controller whose bus has this name, which is its alias and a number. */
const indexOf = (controllers: readonly Controller[], type: Controller['type'], bus: string): number =>
  controllers.find((each) => each.type === type && `${each.alias}.0` === bus)?.index ?? 0;
