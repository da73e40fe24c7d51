import { say } from '../../domain-xml/message.ts';
import type { Controller, Domain } from '../../domain-xml/model/domain.ts';
import { DoesNotFit } from './doesNotFit.ts';
import { chipsetOf } from './guestMachine.ts';
import type { PciPlace } from './pciBus.ts';
import { pciDevices } from './pciDevices.ts';
import { type BusModel, PciPlacement } from './pciPlacement.ts';

/** Where every PCI device of a domain sits. */
export interface PciLayout {
  /** By alias. Built-in devices (PIIX3 IDE, ICH9 AHCI) have none: they are where the chipset has them. */
  readonly places: ReadonlyMap<string, PciPlace>;
  /** PCI controllers other than the root, by index: the declared ones and those that the devices needed. */
  readonly controllers: readonly Controller[];
}

/** No bus has a number above 255, which also ends the search for a layout. */
const MOST_BUSES = 255;

/**
 * Gives every PCI device a place, by libvirt's rules: given addresses hold; primary video is in slot 2 (i440fx) or 1
 * (q35) when that is free; PCI controllers come next, then devices in the order of `pciDevices`, each in the lowest
 * free slot of the lowest bus that suits it. On q35 an Express device sits alone behind a root port, a conventional
 * one behind a bridge. Controllers are added until all fits.
 *
 * One slot stays free for hot-plug on a machine whose buses are not laid out by hand.
 *
 * @throws DoesNotFit when the devices need more buses than PCI has
 */
export function pciLayout(domain: Domain): PciLayout {
  const declared = declaredControllers(domain);
  const added: BusModel[] = [];
  while (declared.length + added.length <= MOST_BUSES) {
    const controllers = [
      ...declared,
      ...added.map((model, i) => pciController(domain, declared.length + 1 + i, model)),
    ];
    const attempt = new PciPlacement(domain, controllers);
    const needed = attempt.placeAll();
    if (needed === undefined) return { places: attempt.places(), controllers };
    added.push(needed);
  }
  throw new DoesNotFit(domain, say('the devices of {0} need more than {1} PCI buses', domain.name, MOST_BUSES));
}

/** The declared controllers by index; an index below the highest one in use that nobody declared gets the usual model. */
function declaredControllers(domain: Domain): Controller[] {
  const given = domain.controllers.filter(({ type, index }) => type === 'pci' && index > 0);
  const addressed = [...domain.controllers, ...pciDevices(domain), ...domain.videos].map(({ address }) =>
    address?.type === 'pci' ? address.bus : 0,
  );
  const highest = Math.max(0, ...given.map(({ index }) => index), ...addressed);
  if (highest > MOST_BUSES) throw new DoesNotFit(domain, say('PCI has no bus {0}', highest));
  const usual = chipsetOf(domain.os.machine) === 'q35' ? 'pcie-root-port' : 'pci-bridge';
  return Array.from(
    { length: highest },
    (_, i) => given.find(({ index }) => index === i + 1) ?? pciController(domain, i + 1, usual),
  );
}

function pciController({ origin }: Domain, index: number, model: BusModel): Controller {
  return { type: 'pci', index, model, alias: `pci.${index}`, origin };
}
