import type { CharacterDevice, Domain } from '../../domain-xml/model/domain.ts';

/** The bus and port number of each virtio console and channel, by alias. */
export type VirtioSerialPorts = ReadonlyMap<string, { readonly bus: string; readonly nr: number }>;

/**
 * Given ports hold, the others get the lowest free number of their controller. Port 0 is kept for a console: QEMU
 * refuses a channel there, and guests take port 0 for their first console (QEMU's virtio-serial documentation).
 */
export function virtioSerialPorts({ characterDevices, controllers }: Domain): VirtioSerialPorts {
  const devices = characterDevices.filter(({ target }) => target.type.startsWith('virtio'));
  const taken = new Set(devices.filter(hasPort).map((device) => `${controllerOf(device)}:${portOf(device)}`));
  const busOf = (index: number) =>
    `${controllers.find((each) => each.type === 'virtio-serial' && each.index === index)?.alias ?? `virtio-serial${index}`}.0`;
  const lowestFree = (controller: number, from: number) => {
    let nr = from;
    while (taken.has(`${controller}:${nr}`)) nr++;
    taken.add(`${controller}:${nr}`);
    return nr;
  };
  return new Map(
    devices.map((device) => {
      const controller = controllerOf(device);
      const nr = hasPort(device) ? portOf(device) : lowestFree(controller, lowestPort(device));
      return [device.alias, { bus: busOf(controller), nr }];
    }),
  );
}

function lowestPort({ target }: CharacterDevice): number {
  return target.type === 'virtio-console' ? 0 : 1;
}

/** Port 0 in an address says nothing: it stands for a port that the XML does not give. */
function hasPort(device: CharacterDevice): boolean {
  return portOf(device) > 0;
}

function controllerOf({ address }: CharacterDevice): number {
  return address?.type === 'virtio-serial' ? address.controller : 0;
}

function portOf({ address }: CharacterDevice): number {
  return address?.type === 'virtio-serial' ? address.port : 0;
}
