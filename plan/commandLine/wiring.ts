import type { Domain } from '../../domain-xml/model/domain.ts';
import type { DevFacts, HardwareFacts } from '../privateDev/hostFacts.ts';
import { type BootIndexes, bootIndexes } from './bootOrder.ts';
import { chipsetOf } from './guestMachine.ts';
import type { JsonValue } from './optionText.ts';
import { type PciLayout, pciLayout } from './pciAddresses.ts';
import { type UsbLayout, usbLayout } from './usbPorts.ts';
import { type VirtioSerialPorts, virtioSerialPorts } from './virtioSerialPorts.ts';

/** What the devices of one domain are plugged into: worked out once, then looked up by alias. */
export interface Wiring {
  readonly domain: Domain;
  readonly pci: PciLayout;
  readonly usb: UsbLayout;
  readonly virtioSerial: VirtioSerialPorts;
  readonly boot: BootIndexes;
  readonly deviceNodes: NonNullable<HardwareFacts['deviceNodes']>;
  readonly backingChains: DevFacts['backingChains'];
}

/** What is known of the host. */
type Known = Pick<Wiring, 'deviceNodes' | 'backingChains'>;

export function wire(domain: Domain, known: Known = { deviceNodes: {}, backingChains: {} }): Wiring {
  return {
    ...known,
    domain,
    pci: pciLayout(domain),
    usb: usbLayout(domain),
    virtioSerial: virtioSerialPorts(domain),
    boot: bootIndexes(domain),
  };
}

/** The properties that put a device on its PCI bus: `addr` is slot and, beyond function 0, function. */
export function pciProperties({ domain, pci }: Wiring, alias: string): Record<string, JsonValue> {
  const place = pci.places.get(alias);
  if (!place) return {};
  const root = chipsetOf(domain.os.machine) === 'q35' ? 'pcie.0' : 'pci.0';
  const behind = pci.controllers.find(({ index }) => index === place.bus)?.alias;
  const fn = place.function === 0 ? '' : `.0x${place.function.toString(16)}`;
  return {
    bus: place.bus === 0 ? root : (behind ?? root),
    multifunction: place.multifunction,
    addr: `0x${place.slot.toString(16)}${fn}`,
  };
}
