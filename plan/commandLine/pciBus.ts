import type { Controller } from '../../domain-xml/model/domain.ts';
import type { Chipset } from './guestMachine.ts';

/** A place on a bus; `multifunction` tells QEMU to look beyond function 0 of the slot. */
export interface PciPlace {
  readonly bus: number;
  readonly slot: number;
  readonly function: number;
  readonly multifunction?: boolean;
}

const FUNCTIONS = 8;
const LAST_SLOT = 31;

/** The slots of one bus, and which functions in them are taken. */
export class PciBus {
  readonly index: number;
  readonly #first: number;
  readonly #last: number;
  /** For each slot in use, a bit a function. */
  readonly #taken = new Map<number, number>();
  /** Slots that hold root ports only: they share one, since a port never leaves. */
  readonly #shared = new Set<number>();

  constructor(
    index: number,
    slots: { readonly first: number; readonly last: number; readonly fixed?: readonly number[] },
  ) {
    this.index = index;
    this.#first = slots.first;
    this.#last = slots.last;
    for (const slot of slots.fixed ?? []) this.#taken.set(slot, (1 << FUNCTIONS) - 1);
  }

  isFree(slot: number): boolean {
    return !this.#taken.has(slot);
  }

  take(slot: number, fn: number): PciPlace {
    this.#taken.set(slot, (this.#taken.get(slot) ?? 0) | (1 << fn));
    return { bus: this.index, slot, function: fn };
  }

  /** Function 0 of the lowest slot without any device. */
  takeSlot(): PciPlace | undefined {
    for (let slot = this.#first; slot <= this.#last; slot++) if (this.isFree(slot)) return this.take(slot, 0);
    return undefined;
  }

  /** The next function of the lowest slot that root ports share, or a new such slot. */
  takeSharedFunction(): PciPlace | undefined {
    for (const slot of [...this.#shared].sort((a, b) => a - b)) {
      for (let fn = 0; fn < FUNCTIONS; fn++) {
        if (((this.#taken.get(slot) ?? 0) & (1 << fn)) === 0) return this.take(slot, fn);
      }
    }
    const place = this.takeSlot();
    if (place) this.#shared.add(place.slot);
    return place;
  }
}

/** Bus 0. Slot 0 is the host bridge; i440fx has its PIIX3 in slot 1, q35 its ICH9 in slot 31. */
export function rootBus(chipset: Chipset): PciBus {
  return new PciBus(0, { first: 1, last: LAST_SLOT, fixed: chipset === 'q35' ? [0, LAST_SLOT] : [0, 1] });
}

/** The bus behind a PCI controller. Behind a port there is one slot; slot 0 of a bridge is its hot-plug controller. */
export function busBehind({ index, model }: Controller): PciBus {
  return new PciBus(index, isPort(model) ? { first: 0, last: 0 } : { first: 1, last: LAST_SLOT });
}

export function isPort(model: string | undefined): boolean {
  return model === 'pcie-root-port' || model === 'pcie-switch-downstream-port';
}
