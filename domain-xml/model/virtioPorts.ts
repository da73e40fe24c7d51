import type { CharacterDevice } from './domain.ts';

/** QEMU's virtio-serial controllers have this many ports unless told otherwise. */
const PORTS = 31;

/**
 * Gives each virtio console and channel a controller and a port, as libvirt does: what is given holds; the others get
 * the lowest free port of the first controller with room. Port 0 is for consoles: QEMU refuses a channel there.
 */
export function placeVirtioPorts(
  devices: readonly CharacterDevice[],
  controllers: readonly number[],
): CharacterDevice[] {
  const taken = new Set(devices.map(({ address }) => placedAt(address)));
  const lowestFree = (controller: number, from: number) => {
    for (let port = from; port < PORTS; port++) if (!taken.has(key(controller, port))) return port;
    return undefined;
  };
  const searched = controllers.length > 0 ? [...controllers].sort((a, b) => a - b) : [0];
  return devices.map((device) => {
    const { address, kind } = device;
    if (placedAt(address) !== undefined) return device;
    const from = kind === 'console' ? 0 : 1;
    let controller =
      address?.type === 'virtio-serial'
        ? address.controller
        : searched.find((each) => lowestFree(each, from) !== undefined);
    for (controller ??= 0; lowestFree(controller, from) === undefined; ) controller++;
    const port = lowestFree(controller, from) ?? from;
    taken.add(key(controller, port));
    return { ...device, address: { type: 'virtio-serial', controller, bus: 0, port } };
  });
}

/** Port 0 in an address stands for a port that is still to be found. */
function placedAt(address: CharacterDevice['address']): string | undefined {
  return address?.type === 'virtio-serial' && address.port > 0 ? key(address.controller, address.port) : undefined;
}

const key = (controller: number, port: number) => `${controller}:${port}`;
