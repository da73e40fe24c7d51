import type { XmlElement } from '../parse/xmlTree.ts';
import type { PciAddressDraft } from '../schema/drafts.ts';
import type { Device, PciAddress } from './domain.ts';
import type { Origins } from './origins.ts';
import { present } from './present.ts';

/** The part of a read element that says what it is called. */
interface Named {
  readonly node: XmlElement;
  readonly child: { readonly alias?: { readonly attr: { readonly name?: string } } };
}

/**
 * Origin and alias of a device. libvirt keeps an alias that begins with `ua-`, the user's own, and gives all others
 * anew at every start.
 *
 * It is spread last: V8 makes an object that begins with a spread twenty times as slowly, and every device is made at
 * each keystroke.
 */
export function deviceOf({ node, child }: Named, usual: string, origins: Origins): Pick<Device, 'alias' | 'origin'> {
  const given = child.alias?.attr.name;
  return { alias: given?.startsWith('ua-') ? given : usual, origin: origins.of(node) };
}

type MaybePci =
  | { readonly type: 'pci'; readonly attr: PciAddressDraft['attr'] }
  | { readonly type: 'drive' | 'usb' }
  | undefined;

/** A given PCI address. One of zeros stands for a place that is still to be found, as in libvirt. */
export function pciAddressOf(address: MaybePci): PciAddress | undefined {
  if (address?.type !== 'pci') return undefined;
  const { domain = 0, bus = 0, slot = 0, function: fn = 0, multifunction } = address.attr;
  if (bus === 0 && slot === 0 && fn === 0) return undefined;
  return present({ type: 'pci' as const, domain, bus, slot, function: fn, multifunction });
}

type MaybeInput =
  | { readonly type: 'pci'; readonly attr: PciAddressDraft['attr'] }
  | { readonly type: 'usb'; readonly attr: { readonly bus?: number; readonly port: string } }
  | undefined;

/** A given place on USB or PCI. */
export const inputAddressOf = (address: MaybeInput): Device['address'] =>
  address?.type === 'usb'
    ? { type: 'usb', bus: address.attr.bus ?? 0, port: address.attr.port }
    : pciAddressOf(address);
