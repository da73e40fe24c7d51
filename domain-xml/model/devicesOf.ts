import type { Device, Domain } from './domain.ts';

/** Every device of a domain that has an element of its own, whatever its kind. */
export function devicesOf(domain: Domain): Device[] {
  return Object.entries(domain).flatMap(([key, value]: [string, unknown]) => {
    const devices = (Array.isArray(value) ? value : [value]).filter(isDevice);
    // A controller or balloon that the XML does not have comes from the element that called for it.
    const name = ELEMENT_OF[key] ?? '[^/]+';
    return devices.filter(({ origin }) => new RegExp(`^/domain/devices/${name}(\\[\\d+\\])?$`).test(origin.element));
  });
}

const ELEMENT_OF: Readonly<Record<string, string>> = { controllers: 'controller', memballoon: 'memballoon' };

/** The domain with each of its devices changed; what has no alias is no device. */
export function mapDevices(domain: Domain, change: <D extends Device>(device: D) => D): Domain {
  const mapped = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(mapped);
    return isDevice(value) ? change(value) : value;
  };
  return Object.fromEntries(Object.entries(domain).map(([key, value]) => [key, mapped(value)])) as unknown as Domain;
}

/** The domain with one device fewer. */
export function withoutDevice(domain: Domain, alias: string): Domain {
  const kept = (value: unknown): unknown =>
    Array.isArray(value) ? value.filter((each) => !(isDevice(each) && each.alias === alias)) : value;
  return Object.fromEntries(Object.entries(domain).map(([key, value]) => [key, kept(value)])) as unknown as Domain;
}

/** The domain with this device alone, on the controllers that it has. */
export function onlyDevice(domain: Domain, alias: string): Domain {
  const kept = ([key, value]: [string, unknown]): [string, unknown] => {
    if (key === 'controllers' || !Array.isArray(value)) return [key, value];
    return [key, value.filter((each) => !isDevice(each) || each.alias === alias)];
  };
  const only = Object.fromEntries(Object.entries(domain).map(kept)) as unknown as Domain;
  return { ...only, memballoon: { model: 'none' } };
}

function isDevice(value: unknown): value is Device {
  return typeof value === 'object' && value !== null && 'alias' in value && 'origin' in value;
}
