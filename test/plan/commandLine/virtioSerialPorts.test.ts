import { expect, test } from 'vitest';
import type { CharacterDevice } from '../../../domain-xml/model/domain.ts';
import { withImpliedControllers } from '../../../plan/commandLine/impliedControllers.ts';
import { virtioSerialPorts } from '../../../plan/commandLine/virtioSerialPorts.ts';
import { channel, domain, virtioConsole } from './sampleDomains.ts';

const on = (device: CharacterDevice, controller: number, port: number): CharacterDevice => ({
  ...device,
  address: { type: 'virtio-serial', controller, bus: 0, port },
});
const ports = (...characterDevices: CharacterDevice[]) =>
  [...virtioSerialPorts(withImpliedControllers(domain({ characterDevices }))).values()].map(
    ({ bus, nr }) => `${bus}/${nr}`,
  );
const pty = { type: 'pty' } as const;

test('the first console has port 0, which no channel gets', () => {
  expect(ports(channel('channel0', pty), virtioConsole('console0'), virtioConsole('console1'))).toEqual([
    'virtio-serial0.0/1',
    'virtio-serial0.0/0',
    'virtio-serial0.0/2',
  ]);
});

test('a given port holds, even for a device that comes later', () => {
  expect(ports(channel('channel0', pty), on(channel('channel1', pty), 0, 1))).toEqual([
    'virtio-serial0.0/2',
    'virtio-serial0.0/1',
  ]);
});

test('an address with port 0 names only the controller, which is added', () => {
  const devices = [on(channel('channel0', pty), 2, 0), on(channel('channel1', pty), 2, 1)];
  expect(ports(...devices)).toEqual(['virtio-serial2.0/2', 'virtio-serial2.0/1']);
  const { controllers } = withImpliedControllers(domain({ characterDevices: devices }));
  expect(controllers.map(({ alias }) => alias)).toEqual(['usb', 'virtio-serial2']);
});
