import type { Domain } from '../../../domain-xml/model/domain.ts';
import type { HostDevice, MemoryDevice } from '../../../domain-xml/model/hardware.ts';
import type { CommandLineOptions } from '../../../plan/commandLine/commandLine.ts';
import { disk, domain, file, origin } from './sampleDomains.ts';

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

const at = (bus: number, fn = 0) => ({ domain: 0, bus, slot: 0, function: fn });
const given = (n: number) => ({ alias: `hostdev${n}`, origin, source: { origin } });

const hostDevices: readonly HostDevice[] = [
  {
    ...given(0),
    type: 'pci',
    host: at(1),
    iommufd: false,
    bootOrder: 1,
    rom: { bar: true, file: file('/roms/a,b.rom') },
  },
  { ...given(1), type: 'pci', host: { domain: 0x21, bus: 0xde, slot: 0x1f, function: 1 }, iommufd: false },
  { ...given(2), type: 'usb', model: { vendor: 0x46d, product: 0xc52b }, optional: false, bootOrder: 2 },
  { ...given(3), type: 'usb', host: { bus: 14, device: 6 }, optional: true },
  {
    ...given(4),
    type: 'scsi',
    host: { adapter: 2, bus: 0, target: 0, unit: 1 },
    readonly: true,
    address: { type: 'drive', controller: 0, bus: 0, target: 4, unit: 8 },
  },
  { ...given(5), type: 'scsi_host', wwpn: 'naa.5123456789abcde0' },
  { ...given(6), type: 'mdev', uuid: '53764d0e-85a0-42b4-af5c-2046b460b1dc' },
];

const nvme = (dev: string, namespace: number) => {
  const { source, ...rest } = disk(dev, 'virtio', `virtio-${dev}`);
  return { ...rest, nvme: { host: at(2), namespace, origin } };
};

const scsi = [{ type: 'scsi' as const, index: 0, alias: 'scsi0', model: 'virtio-scsi', origin }];

/** Memory that a file holds, which any host has. */
export const persistentMemory: readonly MemoryDevice[] = [
  {
    ...{ alias: 'nvdimm0', origin, model: 'nvdimm', source: file('/images/nvdimm'), size: 64 * MIB },
    ...{ shared: true, readonly: false, labelSize: 128 * 1024, slot: 1 },
  },
  {
    ...{ alias: 'nvdimm1', origin, model: 'nvdimm', source: file('/images/private'), size: 63 * MIB },
    ...{ shared: false, readonly: true },
  },
  { alias: 'virtiopmem0', origin, model: 'virtio-pmem', source: file('/images/pmem'), size: 64 * MIB },
];

const withMemory = (memoryDevices: readonly MemoryDevice[]): Partial<Domain> => ({
  memory: 512 * MIB,
  maxMemory: { size: 4 * GIB, slots: 4 },
  features: { acpi: true, apic: true, pae: false },
  memoryDevices,
});

const encrypted = (type: 'sev' | 'sev-snp', more = {}): Domain =>
  domain({
    name: type,
    type: 'kvm',
    os: { arch: 'x86_64', machine: 'q35', boot: ['hd'] },
    launchSecurity: { type, cbitpos: 51, reducedPhysBits: 1, policy: 0x30000, origin, ...more },
  });

interface Sample {
  readonly domain: Domain;
  readonly options?: CommandLineOptions;
}

/** Domains with hardware of the host. */
export const hardwareSamples: Readonly<Record<string, Sample>> = {
  'host-devices': { domain: domain({ name: 'host-devices', hostDevices, controllers: scsi }) },

  'host-devices-known': {
    domain: domain({ os: { arch: 'x86_64', machine: 'q35', boot: [] }, hostDevices, controllers: scsi }),
    options: {
      deviceNodes: { hostdev2: '/dev/bus/usb/001/004', hostdev3: null, hostdev4: '/dev/sg1' },
    },
  },

  iommufd: {
    domain: domain({
      os: { arch: 'x86_64', machine: 'q35', boot: ['hd'] },
      hostDevices: [
        { ...given(0), type: 'pci', host: at(1), iommufd: true },
        { ...given(1), type: 'pci', host: at(1, 1), iommufd: true },
      ],
    }),
  },

  'nvme-and-reservations': {
    domain: domain({
      disks: [
        nvme('vda', 1),
        { ...nvme('vdb', 2), format: 'qcow2', cache: 'none' },
        disk('sda', 'scsi', 'scsi0-0-0-0', {
          device: 'lun',
          source: { ...file('/dev/mapper/mpatha'), kind: 'block' },
          reservations: file('/run/pr,helper.sock'),
          serial: 'not-said',
          cache: 'none',
        }),
      ],
      controllers: scsi,
    }),
  },

  'data-file': {
    domain: domain({ disks: [disk('vda', 'virtio', 'virtio-disk0', { format: 'qcow2', cache: 'none' })] }),
    options: {
      backingChains: { '/images/vda.img': [{ path: '/images/vda.raw', format: 'raw', dataOf: '/images/vda.img' }] },
    },
  },

  'persistent-memory': { domain: domain({ name: 'persistent-memory', ...withMemory(persistentMemory) }) },

  'persistent-memory-q35': {
    domain: domain({
      name: 'persistent-memory-q35',
      os: { arch: 'x86_64', machine: 'q35', boot: ['hd'] },
      cpu: { mode: 'custom', numa: true },
      vcpus: { maximum: 4, current: 4 },
      ...withMemory(persistentMemory),
    }),
  },

  enclaves: {
    domain: domain({
      ...withMemory([
        { alias: 'epc0', origin, model: 'sgx-epc', size: 64 * MIB },
        { alias: 'epc1', origin, model: 'sgx-epc', size: 16 * MIB },
      ]),
    }),
  },

  sev: { domain: encrypted('sev', { policy: 1, cbitpos: 47, kernelHashes: true }) },
  'sev-snp': { domain: encrypted('sev-snp') },
};
