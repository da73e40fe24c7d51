import { describe, expect, test } from 'vitest';
import type { Controller, Domain, PciAddress } from '../../../domain-xml/model/domain.ts';
import { DoesNotFit } from '../../../plan/commandLine/doesNotFit.ts';
import { chipsetOf } from '../../../plan/commandLine/guestMachine.ts';
import { pciLayout } from '../../../plan/commandLine/pciAddresses.ts';
import type { PciPlace } from '../../../plan/commandLine/pciBus.ts';
import { pciDevices } from '../../../plan/commandLine/pciDevices.ts';
import { fc } from '../../properties.ts';
import { disk, domain, origin } from './sampleDomains.ts';

const text = ({ bus, slot, function: fn }: PciPlace) => `${bus}:${slot}.${fn}`;
const at = (bus: number, slot: number, fn = 0): PciAddress => ({ type: 'pci', domain: 0, bus, slot, function: fn });
const places = (of: Domain) =>
  Object.fromEntries([...pciLayout(of).places].map(([alias, place]) => [alias, text(place)]));
const nic = (i: number, model = 'virtio', address?: PciAddress) => ({
  alias: `net${i}`,
  origin,
  type: 'user' as const,
  model,
  ...(address ? { address } : {}),
});
const nics = (count: number, model?: string) => Array.from({ length: count }, (_, i) => nic(i, model));
const controller = (type: Controller['type'], index: number, alias: string, model: string): Controller => ({
  type,
  index,
  alias,
  model,
  origin,
});
const video = { alias: 'video0', origin, model: 'vga' as const };
const q35 = { arch: 'x86_64', machine: 'q35', boot: [] } as const;

describe('i440fx', () => {
  test('devices take the lowest free slots: interfaces, controllers, disks, balloon', () => {
    const layout = places(
      domain({
        interfaces: nics(1),
        controllers: [controller('usb', 0, 'usb', 'piix3-uhci'), controller('scsi', 0, 'scsi0', 'virtio-scsi')],
        disks: [disk('vda', 'virtio', 'virtio-disk0')],
        memballoon: { alias: 'balloon0', origin, model: 'virtio' },
      }),
    );
    expect(layout).toEqual({ usb: '0:1.2', net0: '0:2.0', scsi0: '0:3.0', 'virtio-disk0': '0:4.0', balloon0: '0:5.0' });
  });

  test('primary video has slot 2, or the next free one when that is given away', () => {
    expect(places(domain({ videos: [video], interfaces: nics(1) }))).toEqual({ video0: '0:2.0', net0: '0:3.0' });
    expect(places(domain({ videos: [video], interfaces: [nic(0, 'virtio', at(0, 2))] }))).toEqual({
      net0: '0:2.0',
      video0: '0:3.0',
    });
  });

  test('a slot is kept free: the thirtieth device brings a bridge', () => {
    expect(pciLayout(domain({ interfaces: nics(29) })).controllers).toEqual([]);
    const full = pciLayout(domain({ interfaces: nics(30) }));
    expect(full.controllers.map(({ model }) => model)).toEqual(['pci-bridge']);
  });

  test('an address on a bus that nobody declared brings the bridges up to it', () => {
    const { controllers } = pciLayout(domain({ interfaces: [nic(0, 'e1000', at(3, 5))] }));
    expect(controllers.map(({ alias, model }) => [alias, model])).toEqual([
      ['pci.1', 'pci-bridge'],
      ['pci.2', 'pci-bridge'],
      ['pci.3', 'pci-bridge'],
    ]);
  });
});

describe('q35', () => {
  test('each Express device is alone behind a root port, and one port stays free', () => {
    const { places: found, controllers } = pciLayout(domain({ os: q35, interfaces: nics(2), videos: [video] }));
    expect(controllers.map(({ alias }) => alias)).toEqual(['pci.1', 'pci.2', 'pci.3']);
    expect([...found].map(([alias, place]) => [alias, text(place)])).toEqual([
      ['video0', '0:1.0'],
      ['pci.1', '0:2.0'],
      ['pci.2', '0:2.1'],
      ['pci.3', '0:2.2'],
      ['net0', '1:0.0'],
      ['net1', '2:0.0'],
    ]);
    expect(found.get('pci.1')?.multifunction).toBe(true);
  });

  test('a conventional device is behind a bridge, which is behind a root port', () => {
    const { places: found, controllers } = pciLayout(domain({ os: q35, interfaces: nics(1, 'e1000') }));
    const bridge = controllers.find(({ model }) => model === 'pcie-to-pci-bridge');
    expect(found.get('net0')?.bus).toBe(bridge?.index);
    const port = controllers.find(({ index }) => index === found.get(bridge?.alias ?? '')?.bus);
    expect(port?.model).toBe('pcie-root-port');
  });

  test('declared root ports are used as they are, and none is added in reserve', () => {
    const declared = [controller('pci', 1, 'pci.1', 'pcie-root-port')];
    const { controllers } = pciLayout(domain({ os: q35, interfaces: nics(1), controllers: declared }));
    expect(controllers).toEqual(declared);
  });

  test('a machine without PCI devices gets no ports', () => {
    expect(pciLayout(domain({ os: q35 })).controllers).toEqual([]);
  });
});

test('more devices than PCI has buses for is an error, in good time', () => {
  expect(() => pciLayout(domain({ os: q35, interfaces: nics(300) }))).toThrow(DoesNotFit);
});

describe('any domain', () => {
  const model = fc.constantFrom('virtio', 'e1000', 'rtl8139', 'e1000e');
  const address = fc.option(
    fc.record({
      bus: fc.integer({ min: 0, max: 2 }),
      slot: fc.integer({ min: 3, max: 30 }),
      fn: fc.integer({ min: 0, max: 7 }),
    }),
    { nil: undefined },
  );
  const anyDomain = fc
    .record({
      machine: fc.constantFrom('pc', 'q35', 'pc-i440fx-7.2', 'pc-q35-7.2'),
      interfaces: fc.array(fc.record({ model, address }), { maxLength: 40 }),
      disks: fc.integer({ min: 0, max: 12 }),
      video: fc.boolean(),
    })
    .map(({ machine, interfaces, disks, video: hasVideo }) => {
      const given = new Set<string>();
      const unique = (wanted: { bus: number; slot: number; fn: number } | undefined) => {
        // On q35 the buses that are filled in are root ports, with a slot 0 only.
        if (!wanted || (chipsetOf(machine) === 'q35' && wanted.bus > 0)) return undefined;
        const place = at(wanted.bus, wanted.slot, wanted.fn);
        if (given.has(text(place))) return undefined;
        given.add(text(place));
        return place;
      };
      return domain({
        os: { arch: 'x86_64', machine, boot: [] },
        interfaces: interfaces.map((each, i) => nic(i, each.model, unique(each.address))),
        disks: Array.from({ length: disks }, (_, i) =>
          disk(`vd${String.fromCharCode(97 + i)}`, 'virtio', `virtio-disk${i}`),
        ),
        videos: hasVideo ? [video] : [],
      });
    });

  test('each device has a place of its own, on a bus that exists, where the chipset has nothing; given ones hold', () => {
    fc.assert(
      fc.property(anyDomain, (of) => {
        const { places: found, controllers } = pciLayout(of);
        const all = [...found.values()];
        expect(new Set(all.map(text)).size).toBe(all.length);
        const buses = [0, ...controllers.map(({ index }) => index)];
        expect(buses).toEqual(buses.map((_, i) => i));
        for (const { alias, address: wanted } of pciDevices(of)) {
          const place = found.get(alias);
          expect(place).toBeDefined();
          if (wanted) expect(place).toMatchObject({ bus: wanted.bus, slot: wanted.slot, function: wanted.function });
        }
        const reserved = chipsetOf(of.os.machine) === 'q35' ? [0, 31] : [0, 1];
        for (const { bus, slot } of all) {
          expect(buses).toContain(bus);
          if (bus === 0) expect(reserved).not.toContain(slot);
        }
      }),
    );
  });

  test('function 0 of a slot with more functions says so', () => {
    fc.assert(
      fc.property(anyDomain, (of) => {
        const all = [...pciLayout(of).places.values()];
        for (const place of all.filter((each) => each.function > 0)) {
          const first = all.find((each) => each.function === 0 && each.bus === place.bus && each.slot === place.slot);
          if (first) expect(first.multifunction).toBe(true);
        }
      }),
    );
  });
});
