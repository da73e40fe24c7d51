import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sysfsAt } from '../../../agent/host/sysfs.ts';
import { sysfsAt as sysfsOfUser } from '../../../extension/privateDev/sysfs.ts';
import { lowerDevices } from '../../../plan/privateDev/lowerDevices.ts';
import { readHardware } from '../../../plan/privateDev/readHardware.ts';
import { readValid } from '../../domain-xml/readValid.ts';

/* A folder laid out as the kernel lays out /sys: devices in /sys/devices, links to them everywhere else. */

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'virtcell-sysfs-'));
  const pci = 'devices/pci0000:00/0000:00:01.0/0000:01:00.0';
  link(`${pci}/iommu_group`, '../../../../kernel/iommu_groups/12');
  file(`${pci}/vendor`, '0x10de\n');
  file(`${pci}/vfio-dev/vfio0/dev`, '511:0\n');
  file('kernel/iommu_groups/12/type', 'DMA\n');
  link('bus/pci/devices/0000:01:00.0', '../../../devices/pci0000:00/0000:00:01.0/0000:01:00.0');
  const usb = 'devices/pci0000:00/0000:00:14.0/usb1';
  for (const [name, text] of Object.entries({ busnum: '1', devnum: '10', idVendor: '046d', idProduct: '0c2b' })) {
    file(`${usb}/1-1/${name}`, `${text}\n`);
  }
  file(`${usb}/1-1/1-1:1.0/bInterfaceNumber`, '00\n');
  link('bus/usb/devices/1-1', '../../../devices/pci0000:00/0000:00:14.0/usb1/1-1');
  link('bus/usb/devices/1-1:1.0', '../../../devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0');
  const scsi = 'devices/pci0000:00/ata1/host0/target0:0:0/0:0:0:0';
  file(`${scsi}/scsi_generic/sg0/dev`, '21:0\n');
  link('bus/scsi/devices/0:0:0:0', `../../../${scsi}`);
  const mdev = 'devices/virtual/mtty/mtty/53764d0e-85a0-42b4-af5c-2046b460b1dc';
  link(`${mdev}/iommu_group`, '../../../../../kernel/iommu_groups/15');
  link('bus/mdev/devices/53764d0e-85a0-42b4-af5c-2046b460b1dc', `../../../${mdev}`);
  for (const [name, number] of [
    ['dm-0', '253:0'],
    ['dm-1', '253:1'],
    ['md0', '9:0'],
    ['sda', '8:0'],
  ]) {
    file(`devices/virtual/block/${name}/dev`, `${number}\n`);
    file(`devices/virtual/block/${name}/uevent`, `MAJOR=1\nDEVNAME=${name}\nDEVTYPE=disk\n`);
    link(`dev/block/${number}`, `../../devices/virtual/block/${name}`);
  }
  for (const name of ['dm-0', 'dm-1']) file(`devices/virtual/block/${name}/dm/name`, `name-of-${name}\n`);
  link('devices/virtual/block/dm-0/slaves/dm-1', '../../dm-1');
  link('devices/virtual/block/dm-0/slaves/md0', '../../md0');
  link('devices/virtual/block/dm-1/slaves/sda', '../../sda');
  link('devices/virtual/block/md0/slaves/sda', '../../sda');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function file(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function link(path: string, target: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(target, join(root, path));
}

const pci = (more: string, bus = '1') =>
  `<hostdev type='pci'><source><address bus='${bus}' slot='0'/></source>${more}</hostdev>`;

describe.each([
  ['the agent', sysfsAt],
  ['the editor', sysfsOfUser],
])('edge 38: /sys as %s reads it', (_, at) => {
  test('every kind of device', () => {
    const domain = readValid({
      devices: `${pci('')}
        <hostdev type='usb'><source><vendor id='0x046d'/><product id='0x0c2b'/></source></hostdev>
        <hostdev type='usb'><source startupPolicy='optional'><address bus='1' device='11'/></source></hostdev>
        <hostdev type='scsi'><source><adapter name='scsi_host0'/><address bus='0' target='0' unit='0'/></source></hostdev>
        <hostdev type='mdev' model='vfio-pci'><source><address uuid='53764d0e-85a0-42b4-af5c-2046b460b1dc'/></source></hostdev>
        <disk type='nvme'><source type='pci' namespace='1'><address bus='1' slot='0'/></source><target dev='vda'/></disk>`,
    });
    expect(readHardware(domain, at(root))).toEqual({
      problems: [],
      deviceNodes: {
        hostdev0: '/dev/vfio/12',
        hostdev1: '/dev/bus/usb/001/010',
        hostdev2: null,
        hostdev3: '/dev/sg0',
        hostdev4: '/dev/vfio/15',
        'virtio-disk0': '/dev/vfio/12',
      },
    });
    expect(readHardware(readValid({ devices: pci("<driver iommufd='yes'/>") }), at(root)).deviceNodes).toEqual({
      hostdev0: '/dev/vfio/devices/vfio0',
    });
  });

  test('edge 30: device-mapper and what is below it, but not what is below software RAID', () => {
    expect(lowerDevices('253:0', at(root))).toEqual({
      tooDeep: false,
      devices: [
        { number: '253:1', path: '/dev/dm-1' },
        { number: '9:0', path: '/dev/md0' },
        { number: '8:0', path: '/dev/sda' },
      ],
    });
    expect(lowerDevices('9:0', at(root)).devices).toEqual([]);
    expect(lowerDevices('252:0', at(root)).devices).toEqual([]);
  });

  test('without /sys there is nothing, and no exception', () => {
    const nowhere = at(join(root, 'no/such/folder'));
    expect(readHardware(readValid({ devices: pci('', '2') }), nowhere).problems).toMatchObject([
      { code: 'missing-device-node', element: '/domain/devices/hostdev/source' },
    ]);
    expect(lowerDevices('253:0', nowhere)).toEqual({ devices: [], tooDeep: false });
  });
});
