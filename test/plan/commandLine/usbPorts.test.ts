import { expect, test } from 'vitest';
import { usbLayout } from '../../../plan/commandLine/usbPorts.ts';
import { domain, origin } from './sampleDomains.ts';

const mouse = (i: number, port?: string) => ({
  alias: `input${i}`,
  origin,
  type: 'mouse' as const,
  bus: 'usb' as const,
  ...(port === undefined ? {} : { address: { type: 'usb' as const, bus: 0, port } }),
});

function portsOf(...given: (string | undefined)[]) {
  const { ports, hubs } = usbLayout(domain({ inputs: given.map((port, i) => mouse(i, port)) }));
  return { devices: [...ports.values()].map(({ port }) => port), hubs: hubs.map(({ port }) => port) };
}

test('devices take the lowest ports that are not given away', () => {
  expect(portsOf(undefined, '1')).toEqual({ devices: ['2', '1'], hubs: [] });
});

test('a hub is added when the ports of the controller do not suffice', () => {
  expect(portsOf(undefined, undefined, undefined)).toEqual({ devices: ['2', '1.1', '1.2'], hubs: ['1'] });
});

test('hubs are plugged into hubs when that is not enough', () => {
  const { devices, hubs } = portsOf(...Array.from({ length: 17 }, () => undefined));
  expect(hubs).toEqual(['1', '2', '1.1']);
  expect(new Set([...devices, ...hubs]).size).toBe(20);
});

test('a port that leads to a given one is not given to another device', () => {
  expect(portsOf('1.1', undefined).devices).toEqual(['1.1', '2']);
});
