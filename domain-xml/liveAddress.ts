import { addChildren } from './elementEdits.ts';
import type { Address } from './model/domain.ts';
import { parseXml } from './parse/parseXml.ts';
import { attributeOf, childElements, type XmlDocument, type XmlElement } from './parse/xmlTree.ts';
import { applyEdits } from './textEdit.ts';

/** The element of the device with that alias, in the XML of a running domain. */
export function elementOfAlias(document: XmlDocument, alias: string): XmlElement | undefined {
  const devices = document.root ? childElements(document.root).filter(({ name }) => name === 'devices') : [];
  return devices.flatMap(childElements).find((element) => {
    const named = childElements(element).find(({ name }) => name === 'alias');
    return named !== undefined && attributeOf(named, 'name')?.value === alias;
  });
}

/** The XML with the place that a device was given, unless it says one. */
export function withAddress(text: string, alias: string, address: Address): string {
  const document = parseXml(text);
  const element = elementOfAlias(document, alias);
  if (!element || childElements(element).some(({ name }) => name === 'address')) return text;
  return applyEdits(text, addChildren(document, element, { last: [addressXml(address)] }));
}

const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`;

/** An address as libvirt writes it. */
export function addressXml(address: Address): string {
  switch (address.type) {
    case 'pci': {
      const { domain, bus, slot, function: fn, multifunction } = address;
      const more = multifunction === undefined ? '' : ` multifunction='${multifunction ? 'on' : 'off'}'`;
      return `<address type='pci' domain='${hex(domain, 4)}' bus='${hex(bus, 2)}' slot='${hex(slot, 2)}' function='${hex(fn, 1)}'${more}/>`;
    }
    case 'drive': {
      const { controller, bus, target, unit } = address;
      return `<address type='drive' controller='${controller}' bus='${bus}' target='${target}' unit='${unit}'/>`;
    }
    case 'virtio-serial':
      return `<address type='virtio-serial' controller='${address.controller}' bus='${address.bus}' port='${address.port}'/>`;
    case 'usb':
      return `<address type='usb' bus='${address.bus}' port='${address.port}'/>`;
  }
}
