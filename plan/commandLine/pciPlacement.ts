import type { Address, Controller, Domain } from '../../domain-xml/model/domain.ts';
import { type Chipset, chipsetOf } from './guestMachine.ts';
import { busBehind, isPort, type PciBus, type PciPlace, rootBus } from './pciBus.ts';
import { type PciDevice, pciDevices } from './pciDevices.ts';

/** The PCI controllers that are added when devices need another bus. */
export type BusModel = 'pci-bridge' | 'pcie-root-port' | 'pcie-to-pci-bridge';

/** PIIX3 has its USB controller in function 2 of its slot. */
const PIIX3_USB = { slot: 1, function: 2 };

/** One try to place everything on a fixed set of buses. */
export class PciPlacement {
  readonly #domain: Domain;
  readonly #chipset: Chipset;
  readonly #controllers: readonly Controller[];
  /** By bus number, which is the index of the controller that the bus is behind. */
  readonly #buses: ReadonlyMap<number, PciBus>;
  readonly #root: PciBus;
  readonly #places = new Map<string, PciPlace>();

  constructor(domain: Domain, controllers: readonly Controller[]) {
    this.#domain = domain;
    this.#chipset = chipsetOf(domain.os.machine);
    this.#controllers = controllers;
    this.#root = rootBus(this.#chipset);
    this.#buses = new Map(controllers.map((controller) => [controller.index, busBehind(controller)]));
  }

  /** @returns the controller that is missing, or nothing when all devices have a place */
  placeAll(): BusModel | undefined {
    const devices = pciDevices(this.#domain);
    this.#takeGiven([...this.#controllers, ...this.#domain.videos, ...devices]);
    this.#placeBuiltInUsb();
    this.#placePrimaryVideo();
    for (const controller of this.#controllersByNeed()) {
      const needed = this.#placeController(controller);
      if (needed) return needed;
    }
    for (const device of devices) {
      const needed = this.#placeDevice(device);
      if (needed) return needed;
    }
    return this.#keepOneFree();
  }

  /** The places, function 0 marked where the slot has more functions. */
  places(): ReadonlyMap<string, PciPlace> {
    const slotOf = ({ bus, slot }: PciPlace) => `${bus}:${slot}`;
    const crowded = new Set([...this.#places.values()].filter((place) => place.function > 0).map(slotOf));
    return new Map(
      [...this.#places].map(([alias, place]) => [
        alias,
        place.function === 0 && crowded.has(slotOf(place)) ? { multifunction: true, ...place } : place,
      ]),
    );
  }

  #takeGiven(devices: readonly { readonly alias: string; readonly address?: Address }[]): void {
    for (const { alias, address } of devices) {
      if (address?.type !== 'pci') continue;
      const place = this.#bus(address.bus).take(address.slot, address.function);
      const { multifunction } = address;
      this.#places.set(alias, multifunction === undefined ? place : { ...place, multifunction });
    }
  }

  #bus(index: number): PciBus {
    return this.#buses.get(index) ?? this.#root;
  }

  #placeBuiltInUsb(): void {
    if (this.#chipset !== 'i440fx') return;
    const usb = this.#domain.controllers.find(({ type, index }) => type === 'usb' && index === 0);
    const isPiix3 = usb !== undefined && (usb.model ?? 'piix3-uhci') === 'piix3-uhci';
    if (isPiix3 && !this.#places.has(usb.alias)) {
      this.#places.set(usb.alias, this.#root.take(PIIX3_USB.slot, PIIX3_USB.function));
    }
  }

  #placePrimaryVideo(): void {
    const [video] = this.#domain.videos;
    if (!video || video.model === 'none' || this.#places.has(video.alias)) return;
    const slot = this.#chipset === 'q35' ? 1 : 2;
    const place = this.#root.isFree(slot) ? this.#root.take(slot, 0) : this.#root.takeSlot();
    if (place) this.#places.set(video.alias, place);
  }

  /** Controllers in the order of placing: each kind after those that it can sit behind. */
  #controllersByNeed(): Controller[] {
    const rank = ({ model }: Controller) => (isPort(model) ? 0 : model === 'pci-bridge' ? 2 : 1);
    return [...this.#controllers].sort((a, b) => rank(a) - rank(b));
  }

  #placeController({ alias, model }: Controller): BusModel | undefined {
    if (this.#places.has(alias)) return undefined;
    switch (model) {
      case 'pcie-root-port':
        return this.#put(alias, this.#root.takeSharedFunction(), 'pcie-root-port');
      case 'dmi-to-pci-bridge':
        return this.#put(alias, this.#root.takeSlot(), 'pcie-root-port');
      default:
        return this.#placeDevice({ alias, express: model === 'pcie-to-pci-bridge' });
    }
  }

  #placeDevice({ alias, express }: PciDevice): BusModel | undefined {
    if (this.#places.has(alias)) return undefined;
    const onPort = express && this.#chipset === 'q35';
    const place = this.#lowestFree(onPort);
    return place ? this.#put(alias, place, 'pci-bridge') : this.#another(onPort);
  }

  #lowestFree(onPort: boolean): PciPlace | undefined {
    for (const bus of this.#busesFor(onPort)) {
      const place = bus.takeSlot();
      if (place) return place;
    }
    return undefined;
  }

  /** The buses that suit a device, lowest first; only those behind a controller that has its place already. */
  #busesFor(onPort: boolean): PciBus[] {
    const behind = this.#controllers
      .filter(({ alias, model }) => isPort(model) === onPort && this.#places.has(alias))
      .map(({ index }) => this.#bus(index));
    return this.#chipset === 'q35' ? behind : [this.#root, ...behind];
  }

  /** What makes room. A bridge to conventional PCI needs a free port for itself first. */
  #another(onPort: boolean): BusModel {
    if (this.#chipset === 'i440fx') return 'pci-bridge';
    return onPort || !this.#lowestFree(true) ? 'pcie-root-port' : 'pcie-to-pci-bridge';
  }

  #put(alias: string, place: PciPlace | undefined, otherwise: BusModel): BusModel | undefined {
    if (!place) return otherwise;
    this.#places.set(alias, place);
    return undefined;
  }

  /** Whoever declares root ports counts them; where they were all added, one more is for a device plugged in later. */
  #keepOneFree(): BusModel | undefined {
    const declared = this.#domain.controllers.some(({ type, index }) => type === 'pci' && index > 0);
    if (this.#chipset === 'q35' && (declared || this.#controllers.length === 0)) return undefined;
    const spare = '';
    const needed = this.#placeDevice({ alias: spare, express: true });
    this.#places.delete(spare);
    return needed;
  }
}
