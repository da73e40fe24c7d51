import { describe, expect, test } from 'vitest';
import { readAttachedDevice, withoutElement } from '../../domain-xml/attachDevice.ts';
import { findDevice } from '../../domain-xml/findDevice.ts';
import { elementOfAlias, withAddress } from '../../domain-xml/liveAddress.ts';
import { parseXml } from '../../domain-xml/parse/parseXml.ts';

const LIVE = `<domain type='qemu' id='3'>
  <name>live</name>
  <memory>65536</memory>
  <os><type arch='x86_64'>hvm</type></os>
  <devices>
    <disk type='file' device='disk'>
      <source file='/images/a'/>
      <target dev='vda' bus='virtio'/>
      <alias name='virtio-disk0'/>
    </disk>
    <rng model='virtio'>
      <backend model='random'>/dev/urandom</backend>
      <alias name='rng1'/>
    </rng>
  </devices>
</domain>
`;
const RNG = "<rng model='virtio'><backend model='random'>/dev/hwrng</backend></rng>";

const attached = (fragment: string) => {
  const read = readAttachedDevice(LIVE, fragment);
  if (!('attached' in read)) throw new Error(JSON.stringify(read.diagnostics));
  return read.attached;
};
const refused = (fragment: string) => {
  const read = readAttachedDevice(LIVE, fragment);
  return 'diagnostics' in read ? read.diagnostics : [];
};

describe('a device that is attached', () => {
  test('stands last among the devices, and those before keep their aliases', () => {
    const { domain, device } = attached(RNG);
    expect(domain.rngs.map(({ alias }) => alias)).toEqual(['rng1', device.alias]);
    expect(device.origin.element).toBe('/domain/devices/rng[2]');
  });

  test('gets a name that is free: rng1 is taken, though it is the first', () => {
    expect(attached(RNG).device.alias).toBe('rng0');
  });

  test('keeps a name of the user’s own', () => {
    expect(attached("<rng model='virtio'><backend model='random'/><alias name='ua-mine'/></rng>").device.alias).toBe(
      'ua-mine',
    );
  });

  test('may have a prolog and comments around it', () => {
    expect(attached(`<?xml version='1.0'?>\n<!-- one more -->\n${RNG}\n`).device.alias).toBe('rng0');
  });

  test.each([
    ['not well-formed', '<rng model="virtio">', { line: 0, character: 1 }],
    [
      'wrong on its second line',
      "<rng model='virtio'>\n  <backend model='rndom'/>\n</rng>",
      { line: 1, character: 18 },
    ],
    [
      'against what the domain has',
      "<disk type='file' device='disk'>\n<source file='/images/b'/>\n<target dev='vda' bus='virtio'/></disk>",
      { line: 2, character: 13 },
    ],
    ['after a comment', "<!-- -->\n  <rng model='virtio'><backend model='rndom'/></rng>", { line: 1, character: 38 }],
  ])('that is %s is refused where it is', (_, fragment, start) => {
    expect(refused(fragment)[0]?.range.start).toEqual(start);
  });

  test.each(['<devices/>', '<emulator>/usr/bin/qemu-system-x86_64</emulator>', 'words'])('%s is no device', (text) => {
    expect(refused(text)).not.toEqual([]);
  });
});

describe('a device that is to be detached', () => {
  test.each([
    ['its whole XML', "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>", 'rng1'],
    ['its alias', "<rng><alias name='rng1'/></rng>", 'rng1'],
    ['its target', "<disk><target dev='vda'/></disk>", 'virtio-disk0'],
    ['another target', "<disk><target dev='vdb'/></disk>", undefined],
    ['another path', "<rng><backend model='random'>/dev/random</backend></rng>", undefined],
    ['a broken text', '<rng', undefined],
  ])('is found by %s', (_, fragment, alias) => {
    expect(findDevice(LIVE, fragment)).toBe(alias);
  });

  test('is not found when it could be either of two', () => {
    expect(
      findDevice(attached(RNG).document.text.replace('</rng>\n  </d', "<alias name='rng0'/></rng>\n  </d"), '<rng/>'),
    ).toBe(undefined);
  });

  test('goes with its line, and no other byte changes', () => {
    const { document, device } = attached(RNG);
    const element = document.root && parseXml(document.text);
    expect(element && device.alias).toBe('rng0');
    const named = parseXml(document.text.replace('/dev/hwrng</backend>', "/dev/hwrng</backend><alias name='rng0'/>"));
    const gone = elementOfAlias(named, 'rng0');
    expect(gone && withoutElement(named, gone)).toBe(LIVE);
  });
});

test('a place is written as libvirt writes it', () => {
  const address = { type: 'pci', domain: 0, bus: 0, slot: 10, function: 0 } as const;
  expect(withAddress(LIVE, 'rng1', address)).toContain(
    "<alias name='rng1'/>\n      <address type='pci' domain='0x0000' bus='0x00' slot='0x0a' function='0x0'/>\n    </rng>",
  );
});
