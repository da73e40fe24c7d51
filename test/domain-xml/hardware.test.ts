import { describe, expect, test } from 'vitest';
import { liveXml } from '../../domain-xml/live.ts';
import { NO_LAYOUT } from '../../domain-xml/liveLayout.ts';
import { pciName } from '../../domain-xml/model/hardware.ts';
import { readDomain } from '../../domain-xml/readDomain.ts';
import { domainText, type Parts } from './domainText.ts';
import { drawn } from './drawn.ts';
import { aliases, disk, readValid } from './readValid.ts';

const q35 = "<os><type machine='q35'>hvm</type></os>";
const UUID = '53764d0e-85a0-42b4-af5c-2046b460b1dc';
const pci = (address = "bus='1' slot='0'", attributes = '', more = '') =>
  `<hostdev mode='subsystem' type='pci'${attributes}><source><address ${address}/></source>${more}</hostdev>`;
const usb = (source: string, attributes = '') =>
  `<hostdev type='usb'><source${attributes}>${source}</source></hostdev>`;
const scsi = (unit: number, more = '') =>
  `<hostdev type='scsi'><source><adapter name='scsi_host2'/><address bus='0' target='0' unit='${unit}'/></source>${more}</hostdev>`;
const mdev = (uuid = UUID) =>
  `<hostdev type='mdev' model='vfio-pci'><source><address uuid='${uuid}'/></source></hostdev>`;
const network = (more = '') =>
  `<interface type='hostdev'><source><address type='pci' bus='3' slot='0x10' function='1'/></source>${more}</interface>`;
const nvme = (dev: string, namespace = 1, attributes = '') =>
  `<disk type='nvme'><source type='pci' namespace='${namespace}'${attributes}><address bus='2' slot='0'/></source><target dev='${dev}'/></disk>`;
const lun = (reservations: string, device = 'lun') =>
  `<disk type='block' device='${device}'><source dev='/dev/sdx'>${reservations}</source><target dev='sda' bus='scsi'/></disk>`;
const helper = "<reservations managed='no'><source type='unix' path='/run/pr.sock' mode='client'/></reservations>";
const memory = (model: string, source: string, target = '', attributes = '') =>
  `<memory model='${model}'${attributes}>${source}<target><size unit='MiB'>16</size>${target}</target></memory>`;
const path = '<source><path>/dev/dax0.0</path></source>';
const room = "<maxMemory slots='2' unit='GiB'>1</maxMemory>";
const acpi = '<features><acpi/></features>';

describe('the host’s devices', () => {
  test('a PCI device, in every form of its numbers', () => {
    const { hostDevices } = readValid({
      devices: [
        pci("domain='0x0021' bus='0xde' slot='0x1f' function='0x7'"),
        pci("type='pci' bus='1' slot='2'", " managed='no'", "<driver name='vfio' iommufd='yes'/><boot order='3'/>"),
        pci("bus='0x3' slot='0'", '', "<rom bar='off' file='/rom'/><address type='pci' slot='7'/>"),
      ].join('\n'),
    });
    expect(hostDevices.map((each) => each.type === 'pci' && pciName(each.host))).toEqual([
      '0021:de:1f.7',
      '0000:01:02.0',
      '0000:03:00.0',
    ]);
    expect(hostDevices).toMatchObject([
      { alias: 'hostdev0', iommufd: false, source: { origin: { element: '/domain/devices/hostdev[1]/source' } } },
      { alias: 'hostdev1', iommufd: true, bootOrder: 3 },
      { rom: { bar: false, file: { path: '/rom' } }, address: { type: 'pci', slot: 7 } },
    ]);
  });

  test('network functions come first, and other interfaces keep their own numbers', () => {
    const { hostDevices, interfaces } = readValid({
      devices: `${pci()}${network("<driver name='vfio'/><model type='virtio'/>")}<interface type='user'/>`,
    });
    expect(hostDevices).toMatchObject([
      { alias: 'hostdev0', type: 'pci', origin: { element: '/domain/devices/interface[1]' } },
      { alias: 'hostdev1', type: 'pci', origin: { element: '/domain/devices/hostdev' } },
    ]);
    expect(aliases(interfaces)).toEqual(['net0']);
  });

  test('USB devices by model, by address, or both; each needs a USB controller', () => {
    const { hostDevices, controllers } = readValid({
      os: q35,
      devices: [
        usb("<vendor id='0x046d'/><product id='1'/>"),
        usb("<address bus='14' device='6'/>", " startupPolicy='optional'"),
        usb("<vendor id='0x1'/><product id='0x2'/><address bus='1' device='2'/>", " startupPolicy='requisite'"),
      ].join('\n'),
    });
    expect(hostDevices).toMatchObject([
      { type: 'usb', model: { vendor: 0x46d, product: 1 }, optional: false },
      { type: 'usb', host: { bus: 14, device: 6 }, optional: true },
      { type: 'usb', model: { vendor: 1, product: 2 }, host: { bus: 1, device: 2 }, optional: false },
    ]);
    expect(controllers).toMatchObject([{ type: 'usb', index: 0 }]);
  });

  test('SCSI devices get the places that no disk and no address takes', () => {
    const { hostDevices, controllers } = readValid({
      devices: `${disk("dev='sda'")}${scsi(0)}${scsi(1, "<readonly/><address type='drive' unit='1'/>")}${scsi(2)}`,
    });
    expect(hostDevices).toMatchObject([
      { type: 'scsi', host: { adapter: 2, bus: 0, target: 0, unit: 0 }, address: { unit: 2 }, readonly: false },
      { address: { unit: 1 }, readonly: true },
      { address: { controller: 0, unit: 3 } },
    ]);
    expect(controllers).toMatchObject([{ type: 'scsi', index: 0 }]);
    const many = readValid({ devices: Array.from({ length: 8 }, (_, unit) => scsi(unit)).join('') });
    expect(many.hostDevices.at(-1)).toMatchObject({ address: { controller: 1, unit: 0 } });
    expect(aliases(many.controllers)).toEqual(['scsi0', 'scsi1']);
  });

  test('targets of the kernel and mediated devices', () => {
    const target = "<hostdev type='scsi_host'><source protocol='vhost' wwpn='naa.5123456789ABcde0'/></hostdev>";
    expect(readValid({ devices: target + mdev() }).hostDevices).toMatchObject([
      { type: 'scsi_host', wwpn: 'naa.5123456789ABcde0' },
      { type: 'mdev', uuid: UUID },
    ]);
  });

  test('the live XML has their aliases', () => {
    const text = domainText({ devices: `${network()}\n${pci()}` });
    const { document, domain } = readDomain(text);
    const live = domain && liveXml({ document, domain }, { uuid: UUID, id: 1, ttys: {}, layout: NO_LAYOUT });
    expect(live).toMatch(/<interface .*<alias name='hostdev0'\/><\/interface>\n<hostdev .*<alias name='hostdev1'\/>/);
  });
});

describe('disks', () => {
  test('a namespace of an NVMe controller', () => {
    const [first] = readValid({ devices: nvme('vda', 2) }).disks;
    expect(first).toMatchObject({ alias: 'virtio-disk0', format: 'raw', nvme: { host: { bus: 2 }, namespace: 2 } });
    expect(first).not.toHaveProperty('source');
  });

  test('a lun with reservations', () => {
    expect(readValid({ devices: lun(helper) }).disks).toMatchObject([
      {
        device: 'lun',
        source: { path: '/dev/sdx' },
        reservations: { path: '/run/pr.sock', origin: { element: '/domain/devices/disk/source/reservations' } },
      },
    ]);
  });
});

describe('memory devices and encryption', () => {
  test('each kind, numbered by itself', () => {
    const { memoryDevices, maxMemory } = readValid({
      head: "<name>a</name><memory unit='GiB'>1</memory>",
      more: room + acpi,
      devices: [
        memory('nvdimm', path, '<node>0</node><label><size>128</size></label><readonly/>', " access='private'"),
        memory('nvdimm', path, '', '').replace(
          '</memory>',
          "<address type='dimm' slot='1' base='0x100000000'/></memory>",
        ),
        memory('virtio-pmem', path),
        memory('sgx-epc', ''),
      ].join('\n'),
    });
    expect(maxMemory).toEqual({ size: 1024 ** 3, slots: 2 });
    expect(memoryDevices).toMatchObject([
      {
        alias: 'nvdimm0',
        size: 1 << 24,
        labelSize: 1 << 17,
        readonly: true,
        shared: false,
        source: { path: '/dev/dax0.0' },
      },
      { alias: 'nvdimm1', shared: true, readonly: false, slot: 1 },
      { alias: 'virtiopmem0', model: 'virtio-pmem' },
      { alias: 'epc0', model: 'sgx-epc' },
    ]);
  });

  test('beside a NUMA node, <memory> follows from the node and the devices', () => {
    const cpu = "<cpu><numa><cell id='0' cpus='0' memory='48' unit='MiB'/></numa></cpu>";
    const { memory: all, cpu: read } = readValid({
      more: cpu + room + acpi,
      devices: memory('nvdimm', path) + memory('virtio-pmem', path),
    });
    expect([all, read]).toEqual([80 << 20, { mode: 'custom', numa: true }]);
  });

  const security = (type: string, policy: string) =>
    `<launchSecurity type='${type}'><cbitpos>47</cbitpos><reducedPhysBits>1</reducedPhysBits>${policy}</launchSecurity>`;

  test('SEV and SEV-SNP', () => {
    expect(readValid({ more: security('sev', '<policy>0x0003</policy>') }).launchSecurity).toMatchObject({
      ...{ type: 'sev', cbitpos: 47, reducedPhysBits: 1, policy: 3 },
      origin: { element: '/domain/launchSecurity' },
    });
    expect(readValid({ more: security('sev-snp', '') }).launchSecurity).toMatchObject({ policy: 0x30000 });
  });
});

const wrong: Record<string, Parts> = {
  'a USB device that is not named': { devices: usb('') },
  'half a USB model': { devices: `${usb("<vendor id='1'/>")}\n${usb("<product id='1'/>")}` },
  'a USB device where there is no USB': {
    devices: `<controller type='usb' model='none'/>\n${usb("<address bus='1' device='2'/>")}`,
  },
  'one device twice': { devices: `${pci()}\n${pci("bus='0x01' slot='0x0'")}\n${mdev()}\n${mdev()}` },
  'one namespace twice': { devices: `${nvme('vda')}\n${nvme('vdb')}` },
  'what the host’s administrator does': {
    devices: `${pci("bus='5' slot='1'", " managed='yes'")}\n${nvme('vda', 1, " managed='yes'")}\n${network("<mac address='52:54:00:11:22:33'/>")}`,
  },
  'numbers that no bus has': { devices: pci("bus='0x100' slot='0x20' function='8'") },
  'no adapter and no name of a target': {
    devices:
      "<hostdev type='scsi'><source><adapter name='host2'/><address bus='0' target='0' unit='0'/></source></hostdev>\n<hostdev type='scsi_host'><source protocol='vhost' wwpn='naa.5'/></hostdev>",
  },
  'iSCSI, which is no device of the host': {
    devices: "<hostdev type='scsi'><source protocol='iscsi' name='iqn'><host name='a'/></source></hostdev>",
  },
  'a mediated device with a screen': {
    devices: mdev().replace("model='vfio-pci'", "model='vfio-pci' display='on'"),
  },
  'reservations that libvirt would manage': { devices: lun("<reservations managed='yes'/>") },
  'reservations of a disk': { devices: lun(helper, 'disk') },
  'a lun on another bus': { devices: lun('').replace("dev='sda' bus='scsi'", "dev='vda'") },
  'a memory device without room': { more: acpi, devices: memory('nvdimm', path) },
  'more NVDIMMs than slots': {
    head: "<name>a</name>\n<memory unit='GiB'>1</memory>",
    more: `<maxMemory slots='1' unit='GiB'>1</maxMemory>\n${acpi}`,
    devices: `${memory('nvdimm', path)}\n${memory('nvdimm', path)}`,
  },
  'two in one slot, and one in none': {
    head: "<name>a</name>\n<memory unit='GiB'>1</memory>",
    more: room + acpi,
    devices: [1, 1]
      .map((slot) => memory('nvdimm', path).replace('</memory>', `<address type='dimm' slot='${slot}'/></memory>`))
      .join('\n'),
  },
  'memory devices that take all memory': {
    head: "<name>a</name>\n<memory unit='MiB'>16</memory>",
    more: room,
    devices: memory('virtio-pmem', path),
  },
  'less room than memory': { more: "<maxMemory slots='1' unit='MiB'>1</maxMemory>" },
  'a label larger than its memory': {
    more: room + acpi,
    devices: memory('nvdimm', path, "<label><size unit='GiB'>1</size></label>"),
  },
  'NUMA nodes with some of the virtual CPUs': {
    more: "<vcpu>4</vcpu>\n<cpu><numa><cell id='0' cpus='0-1' memory='0'/></numa></cpu>",
  },
  'a second NUMA node': {
    more: "<cpu><numa>\n<cell id='0' memory='1'/>\n<cell id='1' memory='1'/>\n</numa></cpu>",
  },
  'an NVDIMM without ACPI': { more: room, devices: memory('nvdimm', path) },
  'encrypted memory of an emulated processor': {
    attributes: "type='qemu'",
    more: '<launchSecurity type="sev"><cbitpos>47</cbitpos><reducedPhysBits>1</reducedPhysBits><policy>1</policy></launchSecurity>',
  },
  'what libvirt asks the processor for': { more: '<launchSecurity type="sev"><policy>1</policy></launchSecurity>' },
};

test.each(Object.entries(wrong))('%s', (_, parts) => {
  const text = domainText(parts);
  const { diagnostics } = readDomain(text);
  expect(`\n${drawn(text, diagnostics)}\n`).toMatchSnapshot();
});
