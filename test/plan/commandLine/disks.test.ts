import { describe, expect, test } from 'vitest';
import type { Disk } from '../../../domain-xml/model/domain.ts';
import { diskNodes, writeCache } from '../../../plan/commandLine/diskNodes.ts';
import { driveAddress, letterIndex } from '../../../plan/commandLine/driveAddress.ts';
import { disk, file } from './sampleDomains.ts';

const vda = (parts: Partial<Disk> = {}) => disk('vda', 'virtio', 'virtio-disk0', parts);
const nodes = (of: Disk) => diskNodes(of).flatMap((word) => (word === '-blockdev' ? [] : [JSON.parse(word)]));

describe('block nodes', () => {
  test('raw is one node, read and written directly', () => {
    expect(nodes(vda())).toEqual([
      { driver: 'file', filename: '/images/vda.img', 'node-name': 'disk-vda-storage', 'read-only': false },
    ]);
  });

  test('an image format is a node above its storage, which takes part in reading and writing only as it asks', () => {
    expect(nodes(vda({ format: 'qcow2', readonly: true }))).toMatchObject([
      { 'node-name': 'disk-vda-storage', 'auto-read-only': true, discard: 'unmap' },
      { 'node-name': 'disk-vda-format', 'read-only': true, driver: 'qcow2', file: 'disk-vda-storage' },
    ]);
  });

  test('an empty drive has none', () => {
    const { source, ...empty } = disk('hdc', 'ide', 'ide0-1-0', { device: 'cdrom' });
    expect(diskNodes(empty)).toEqual([]);
  });

  test.each([
    ['disk', 'file', '/dev/sr0', 'file'],
    ['disk', 'block', '/dev/sr0', 'host_device'],
    ['cdrom', 'block', '/dev/sr0', 'host_cdrom'],
    ['cdrom', 'block', '/dev/cdrom', 'host_cdrom'],
    ['cdrom', 'block', '/dev/vg/install', 'host_device'],
  ] as const)('a %s on a %s source %s is opened by %s', (device, kind, path, driver) => {
    expect(nodes(vda({ device, source: { ...file(path), kind } }))[0].driver).toBe(driver);
  });

  test('a node name fits into 31 characters for any target that QEMU can have', () => {
    const [node] = nodes(disk('xvdzzzz', 'virtio', `ua-${'long'.repeat(20)}`));
    expect(node['node-name'].length).toBeLessThanOrEqual(31);
  });

  test('a zero is detected and written as a hole only where holes may be written', () => {
    const detected = (parts: Partial<Disk>) => nodes(vda(parts))[0]['detect-zeroes'];
    expect(detected({ detectZeroes: 'unmap', discard: 'unmap' })).toBe('unmap');
    expect(detected({ detectZeroes: 'unmap' })).toBe('on');
    expect(detected({ detectZeroes: 'on' })).toBe('on');
    expect(detected({})).toBeUndefined();
  });
});

/** QEMU's manual, `-drive cache=`: the table of the five modes. */
describe('cache modes', () => {
  test.each([
    ['writeback', { direct: false, 'no-flush': false }, 'on'],
    ['none', { direct: true, 'no-flush': false }, 'on'],
    ['writethrough', { direct: false, 'no-flush': false }, 'off'],
    ['directsync', { direct: true, 'no-flush': false }, 'off'],
    ['unsafe', { direct: false, 'no-flush': true }, 'on'],
  ] as const)('%s', (cache, expected, guestCache) => {
    for (const node of nodes(vda({ cache, format: 'qcow2' }))) expect(node.cache).toEqual(expected);
    expect(writeCache(vda({ cache }))).toBe(guestCache);
  });

  test('no mode leaves QEMU its default, but a shared disk that is written is not cached', () => {
    expect(nodes(vda())[0].cache).toBeUndefined();
    expect(nodes(vda({ shareable: true }))[0].cache).toEqual({ direct: true, 'no-flush': false });
    expect(nodes(vda({ shareable: true, readonly: true }))[0].cache).toBeUndefined();
  });
});

describe('drive addresses', () => {
  test.each([
    ['vda', 0],
    ['sdz', 25],
    ['hdaa', 26],
    ['xvdb', 1],
    ['nvme0', 0],
  ])('%s is disk %i', (dev, index) => {
    expect(letterIndex(dev)).toBe(index);
  });

  test.each([
    ['hdd', 'ide', { controller: 0, bus: 1, unit: 1 }],
    ['hde', 'ide', { controller: 1, bus: 0, unit: 0 }],
    ['sdg', 'sata', { controller: 1, bus: 0, unit: 0 }],
    ['sdg', 'scsi', { controller: 0, bus: 0, unit: 6 }],
    ['sdh', 'scsi', { controller: 1, bus: 0, unit: 0 }],
  ] as const)('%s on %s', (dev, bus, expected) => {
    expect(driveAddress(disk(dev, bus, 'alias'))).toEqual({ type: 'drive', target: 0, ...expected });
  });

  test('a given address holds', () => {
    const address = { type: 'drive', controller: 2, bus: 1, target: 3, unit: 4 } as const;
    expect(driveAddress(disk('sda', 'scsi', 'alias', { address }))).toEqual(address);
  });
});
