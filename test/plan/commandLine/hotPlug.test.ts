import { describe, expect, test } from 'vitest';
import { readAttachedDevice } from '../../../domain-xml/attachDevice.ts';
import { isLayerOf } from '../../../plan/commandLine/diskChain.ts';
import {
  attachSteps,
  detachSteps,
  isHotPluggable,
  passedFiles,
  takesPciSlot,
} from '../../../plan/commandLine/hotPlug.ts';

const LIVE = (machine: string, devices = ''): string => `<domain type='qemu'>
  <name>live</name>
  <memory>65536</memory>
  <os><type arch='x86_64' machine='${machine}'>hvm</type></os>
  <devices>
    <controller type='virtio-serial' index='0'><alias name='virtio-serial0'/></controller>
    <controller type='scsi' index='0' model='virtio-scsi'><alias name='scsi0'/></controller>
    <controller type='usb' index='0' model='qemu-xhci'><alias name='usb'/></controller>
    ${devices}
  </devices>
</domain>`;

function attached(fragment: string, machine = 'pc') {
  const read = readAttachedDevice(LIVE(machine), fragment);
  if (!('attached' in read)) throw new Error(JSON.stringify(read.diagnostics));
  return read.attached;
}
const DISK = `<disk type='file' device='disk'><driver type='qcow2'/><source file='/i/top'/><target dev='vdb' bus='virtio'/></disk>`;
const CHAINS = {
  '/i/top': [
    { path: '/i/mid', format: 'qcow2' },
    { path: '/i/base', format: 'raw' },
  ],
};
const place = {
  pciBus: 'pci.0',
  fileName: (path: string) => `/dev/fdset${path}`,
  backingChains: CHAINS,
  deviceNodes: {},
};

const steps = (fragment: string, more = {}) => {
  const { domain, device } = attached(fragment);
  return attachSteps(domain, device.alias, { ...place, ...more });
};

describe('plugging in', () => {
  test('row: qcow2 data file: it is beside its image, and no image below it', () => {
    const data = (image: string) => ({ path: `${image}.raw`, format: 'raw', dataOf: image });
    const backingChains = { '/i/top': [data('/i/top'), { path: '/i/base', format: 'qcow2' }, data('/i/base')] };
    const nodes = steps(DISK, { backingChains }).map((step) => step.arguments);
    expect(nodes.slice(0, -1)).toMatchObject([
      { filename: '/dev/fdset/i/base', 'node-name': 'disk-vdb-b0-file', 'read-only': true },
      { filename: '/dev/fdset/i/base.raw', 'node-name': 'disk-vdb-b0-data', 'read-only': true },
      { driver: 'qcow2', 'node-name': 'disk-vdb-b0', 'data-file': 'disk-vdb-b0-data', backing: null },
      { filename: '/dev/fdset/i/top.raw', 'node-name': 'disk-vdb-data', 'auto-read-only': true },
      { filename: '/dev/fdset/i/top', 'node-name': 'disk-vdb-storage' },
      { driver: 'qcow2', 'data-file': 'disk-vdb-data', backing: 'disk-vdb-b0' },
    ]);
    const { domain, device } = attached(DISK);
    expect(domain.disks.every((disk) => isLayerOf(disk, 'disk-vdb-data') && isLayerOf(disk, 'disk-vdb-b0-data'))).toBe(
      true,
    );
    expect(passedFiles(domain, device.alias, backingChains)).toEqual([
      { path: '/i/top', accesses: ['read-write', 'read'] },
      { path: '/i/top.raw', accesses: ['read-write', 'read'] },
      { path: '/i/base', accesses: ['read'] },
      { path: '/i/base.raw', accesses: ['read'] },
    ]);
  });

  test('a disk names every layer, lowest first, each by its open file', () => {
    expect(steps(DISK)).toMatchObject([
      {
        execute: 'blockdev-add',
        arguments: { driver: 'file', filename: '/dev/fdset/i/base', 'node-name': 'disk-vdb-b1-file' },
      },
      {
        execute: 'blockdev-add',
        arguments: { driver: 'raw', 'node-name': 'disk-vdb-b1', file: 'disk-vdb-b1-file', 'read-only': true },
      },
      {
        execute: 'blockdev-add',
        arguments: { driver: 'file', filename: '/dev/fdset/i/mid', 'node-name': 'disk-vdb-b0-file' },
      },
      { execute: 'blockdev-add', arguments: { driver: 'qcow2', 'node-name': 'disk-vdb-b0', backing: 'disk-vdb-b1' } },
      { execute: 'blockdev-add', arguments: { driver: 'file', filename: '/dev/fdset/i/top' } },
      {
        execute: 'blockdev-add',
        arguments: { driver: 'qcow2', backing: 'disk-vdb-b0' },
        undo: { execute: 'blockdev-del' },
      },
      { execute: 'device_add', arguments: { driver: 'virtio-blk-pci', bus: 'pci.0', id: 'virtio-disk1' } },
    ]);
  });

  test('a device takes a bus with room, and no address that only the command line knows', () => {
    const device = steps(`<rng model='virtio'><backend model='builtin'/></rng>`).at(-1);
    expect(device?.arguments).toEqual({ driver: 'virtio-rng-pci', rng: 'objrng0', id: 'rng0', bus: 'pci.0' });
  });

  test('a disk on a SCSI controller is at its address there', () => {
    const scsi = steps(
      `<disk type='block' device='disk'><source dev='/dev/sdb'/><target dev='sdb' bus='scsi'/></disk>`,
    );
    expect(scsi.at(-1)?.arguments).toMatchObject({ driver: 'scsi-hd', bus: 'scsi0.0', lun: 1, id: 'scsi0-0-0-1' });
  });

  test.each<[string, string, unknown]>([
    [
      'a PTY, with its log',
      `<console type='pty'><target type='virtio'/></console>`,
      { type: 'pty', data: { logfile: '/dev/fdset/9', logappend: true } },
    ],
    [
      'nothing',
      `<console type='null'><target type='virtio'/></console>`,
      { type: 'null', data: { logfile: '/dev/fdset/9', logappend: true } },
    ],
  ])('a console on %s', (_, fragment, backend) => {
    expect(steps(fragment, { logFile: '/dev/fdset/9' })[0]).toMatchObject({
      execute: 'chardev-add',
      arguments: { backend },
    });
  });

  test.each<[string, unknown]>([
    [
      `<channel type='file'><source path='/l/x' append='on'/><target type='virtio' name='a'/></channel>`,
      { type: 'file', data: { out: '/dev/fdset/l/x', append: true } },
    ],
    [
      `<channel type='unix'><source mode='bind' path='/s/x'/><target type='virtio' name='a'/></channel>`,
      { type: 'socket', data: { addr: { type: 'unix', data: { path: '/s/x' } }, server: true, wait: false } },
    ],
    [
      `<channel type='unix'><source mode='connect' path='/s/x'/><target type='virtio' name='a'/></channel>`,
      { type: 'socket', data: { addr: { type: 'unix', data: { path: '/s/x' } }, server: false } },
    ],
  ])('%s', (fragment, backend) => {
    const [chardev, device] = steps(fragment);
    expect(chardev).toEqual({
      execute: 'chardev-add',
      arguments: { id: 'charchannel0', backend },
      undo: { execute: 'chardev-remove', arguments: { id: 'charchannel0' } },
    });
    expect(device?.arguments).toEqual({
      driver: 'virtserialport',
      bus: 'virtio-serial0.0',
      chardev: 'charchannel0',
      id: 'channel0',
      name: 'a',
    });
  });
});

test.each<[string, object[]]>([
  [
    `<hostdev mode='subsystem' type='usb'><source><address bus='1' device='4'/></source></hostdev>`,
    [{ execute: 'device_add', arguments: { driver: 'usb-host', hostdevice: '/dev/bus/usb/001/004', id: 'hostdev0' } }],
  ],
  [
    `<hostdev mode='subsystem' type='scsi'><source><adapter name='scsi_host2'/><address bus='0' target='3' unit='1'/></source></hostdev>`,
    [
      {
        execute: 'blockdev-add',
        arguments: { driver: 'host_device', filename: '/dev/sg3' },
        undo: { execute: 'blockdev-del' },
      },
      { execute: 'device_add', arguments: { driver: 'scsi-generic', drive: 'hostdev0-storage' } },
    ],
  ],
  [
    `<hostdev mode='subsystem' type='pci'><source><address domain='0' bus='1' slot='0' function='0'/></source></hostdev>`,
    [{ execute: 'device_add', arguments: { driver: 'vfio-pci', host: '0000:01:00.0', bus: 'pci.0' } }],
  ],
])('a device of the host: %s', (fragment, expected) => {
  const deviceNodes = { hostdev0: fragment.includes('usb') ? '/dev/bus/usb/001/004' : '/dev/sg3' };
  expect(steps(fragment, { deviceNodes })).toMatchObject(expected);
});

test.each([
  [DISK, true],
  [`<rng model='virtio'><backend model='builtin'/></rng>`, true],
  [`<serial type='null'><target type='pci-serial'/></serial>`, true],
  [`<input type='passthrough' bus='virtio'><source evdev='/dev/input/event0'/></input>`, true],
  [
    `<hostdev mode='subsystem' type='pci'><source><address domain='0' bus='1' slot='0' function='0'/></source></hostdev>`,
    true,
  ],
  [`<disk type='block' device='disk'><source dev='/dev/sdb'/><target dev='sdb' bus='scsi'/></disk>`, false],
  [`<serial type='null'><target type='usb-serial'/></serial>`, false],
  [`<channel type='null'><target type='virtio' name='c'/></channel>`, false],
  [`<console type='null'><target type='virtio'/></console>`, false],
  [`<input type='tablet' bus='usb'/>`, false],
  [`<input type='evdev'><source dev='/dev/input/event0'/></input>`, false],
  [`<hostdev mode='subsystem' type='usb'><source><address bus='1' device='4'/></source></hostdev>`, false],
])('%s: takes a PCI slot %s, and nothing else is given the bus', (fragment, expected) => {
  const { domain, device } = attached(fragment, 'q35');
  expect(takesPciSlot(domain, device.alias)).toBe(expected);
  const deviceNodes = { hostdev0: '/dev/bus/usb/001/004' };
  const given = attachSteps(domain, device.alias, { ...place, pciBus: 'pci.9', deviceNodes });
  expect(given.some((step) => step.arguments.bus === 'pci.9')).toBe(expected);
});

test('unplugging takes back ends away in the reverse order', () => {
  const { domain, device } = attached(DISK);
  expect(detachSteps(domain, device.alias).map(({ execute, arguments: args }) => [execute, args['node-name']])).toEqual(
    [
      ['blockdev-del', 'disk-vdb-format'],
      ['blockdev-del', 'disk-vdb-storage'],
    ],
  );
});

test('a writable image may be opened for reading first', () => {
  const { domain, device } = attached(DISK);
  expect(passedFiles(domain, device.alias, CHAINS)).toEqual([
    { path: '/i/top', accesses: ['read-write', 'read'] },
    { path: '/i/mid', accesses: ['read'] },
    { path: '/i/base', accesses: ['read'] },
  ]);
});

test.each([
  [DISK, true],
  [`<disk type='file' device='cdrom'><source file='/i/cd'/><target dev='sda' bus='scsi'/></disk>`, false],
  [`<disk type='file' device='disk'><source file='/i/ide'/><target dev='hda' bus='ide'/></disk>`, false],
  [`<input type='tablet' bus='usb'/>`, true],
  [`<input type='mouse' bus='ps2'/>`, false],
  [`<serial type='null'><target port='1'/></serial>`, false],
  [`<channel type='null'><target type='virtio' name='c'/></channel>`, true],
  [`<interface type='user'/>`, false],
])('%s: hot-pluggable %s', (fragment, expected) => {
  const { domain, device } = attached(fragment);
  expect(isHotPluggable(domain, device.alias)).toBe(expected);
});
