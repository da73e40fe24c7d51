import { addressXml } from './liveAddress.ts';
import type { Address, Controller, Device } from './model/domain.ts';
import { attributeOf, childElements, type XmlElement } from './parse/xmlTree.ts';
import { escapeAttribute } from './textEdit.ts';

/** What a running machine has besides what its XML says: where its devices are, and the controllers of these places. */
export interface Layout {
  /** By alias. */
  readonly addresses: Readonly<Record<string, Address>>;
  /** All but the PCI root. */
  readonly controllers: readonly Pick<Controller, 'type' | 'index' | 'model' | 'alias'>[];
}

export const NO_LAYOUT: Layout = { addresses: {}, controllers: [] };

/** The layout without a device that has gone: another may get its name. */
export function withoutPlace({ addresses, controllers }: Layout, alias: string): Layout {
  const { [alias]: _, ...others } = addresses;
  return { addresses: others, controllers };
}

/** The address that a device's element lacks: it has none, or one that leaves the place to be found. */
export function missingAddress(
  { alias, address }: Device,
  element: XmlElement,
  { addresses }: Layout,
): string | undefined {
  const assigned = addresses[alias];
  if (!assigned) return undefined;
  const written = childElements(element).find(({ name }) => name === 'address');
  const isSaid = written && address && samePlace(address, assigned) && !asksForPort(written, assigned);
  return isSaid ? undefined : addressXml(assigned);
}

/** Port 0 of virtio-serial says that any will do, but for a console, whose port it may be. */
const asksForPort = (written: XmlElement, assigned: Address): boolean =>
  assigned.type === 'virtio-serial' && assigned.port !== Number(attributeOf(written, 'port')?.value ?? 0);

function samePlace(one: Address, other: Address): boolean {
  const place = ({ multifunction: _, ...rest }: Address & { multifunction?: boolean }): string =>
    JSON.stringify(Object.entries(rest).sort());
  return place(one) === place(other);
}

/** The controllers that the machine got without being asked, as elements. `named`: those that its XML has. */
export function addedControllers({ controllers, addresses }: Layout, named: readonly Controller[]): string[] {
  const isNamed = ({ type, index }: Layout['controllers'][number]): boolean =>
    named.some((own) => own.type === type && own.index === index);
  return controllers
    .filter((each) => each.model !== 'none' && !isNamed(each))
    .map(({ type, index, model, alias }) => {
      const kind = model === undefined ? '' : ` model='${model}'`;
      const place = addresses[alias];
      return `<controller type='${type}' index='${index}'${kind}><alias name='${escapeAttribute(alias)}'/>${place ? addressXml(place) : ''}</controller>`;
    });
}
