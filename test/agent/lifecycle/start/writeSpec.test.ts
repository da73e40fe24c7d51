import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../../agent/access/config.ts';
import { readXml } from '../../../../agent/lifecycle/readXml.ts';
import { writeSpec } from '../../../../agent/lifecycle/start/writeSpec.ts';
import { commandLine } from '../../../../plan/commandLine/commandLine.ts';
import type { DevFacts } from '../../../../plan/privateDev/hostFacts.ts';
import { domainXml, UUID } from '../quietAgent.ts';

const DEVICES = `
  <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/images/top.qcow2'/><target dev='vda' bus='virtio'/></disk>
  <disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='/images/cd.iso'/><target dev='sda' bus='sata'/><readonly/></disk>
  <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
  <serial type='pty'/>
  <serial type='file'><source path='/logs/serial.log'/></serial>
  <channel type='unix'><source mode='bind' path='/sockets/agent.sock'/><target type='virtio' name='org.x'/></channel>`;

const ready = readXml(domainXml('rich', UUID, DEVICES).replace("machine='pc'", "machine='q35'"));
const launch = {
  ...{ domain: ready.domain, owner: 1000, uuid: UUID, command: commandLine(ready.domain) },
  plan: { nodes: [], mounts: [], hidden: 0 },
  backingChains: { '/images/top.qcow2': [{ path: '/images/base.raw', format: 'raw' }] },
  hardware: {},
  identity: { uid: 1000, gid: 1000, groups: [104] },
};
const launchMemory = ready.domain.memory;
const paths = { runDir: '/run/virtcell', stateDir: '/var/lib/virtcell' };
const config = readConfig(undefined);

it('writes down for the launcher every path with its rights, every descriptor, and no more', () => {
  const { argv, confinement, ...rest } = writeSpec(launch, paths, config, 4);
  expect(argv).toBe(launch.command.argv);
  const rules = confinement?.rules.map(({ path, rights, element, optional, create }) =>
    [path, rights, element, optional && 'optional', create && 'create'].filter(Boolean).join(' '),
  );
  expect(rules).toMatchInlineSnapshot(`
    [
      "/dev devices",
      "/usr execute",
      "/lib execute optional",
      "/lib64 execute optional",
      "/etc/ld.so.cache read optional",
      "/etc/localtime read optional",
      "/etc/resolv.conf read optional",
      "/images/top.qcow2 write /domain/devices/disk[1]/source",
      "/images/base.raw read /domain/devices/disk[1]/source",
      "/images/cd.iso read /domain/devices/disk[2]/source",
      "/dev/urandom read /domain/devices/rng/backend",
      "/logs/serial.log write /domain/devices/serial[2]/source create",
      "/sockets bind-socket /domain/devices/channel/source",
    ]
  `);
  expect(rest).toMatchInlineSnapshot(`
    {
      "dev": {
        "mounts": [],
        "nodes": [],
        "tmpfs": {
          "mode": "755",
          "nr_inodes": "4k",
          "size": "4m",
          "source": "devfs",
        },
      },
      "env": [
        "LC_ALL=C",
        "PATH=/usr/bin:/bin",
      ],
      "identity": {
        "gid": 1000,
        "groups": [
          104,
        ],
        "uid": 1000,
      },
      "limits": [
        {
          "hard": 0,
          "resource": "core",
          "soft": 0,
        },
        {
          "hard": 8192,
          "resource": "nofile",
          "soft": 8192,
        },
      ],
      "logs": [
        {
          "fd": 101,
          "path": "/var/lib/virtcell/consoles/1000/5d3c8f1e-0000-4000-8000-000000000001/serial0.log",
        },
      ],
      "monitor": {
        "fd": 100,
        "path": "/run/virtcell/domains/1000/5d3c8f1e-0000-4000-8000-000000000001/monitor.sock",
      },
      "output": "/run/virtcell/domains/1000/5d3c8f1e-0000-4000-8000-000000000001/qemu.log",
      "unixSockets": true,
    }
  `);
});

it('lets QEMU make Unix sockets where the domain needs some, and nowhere else', () => {
  const domain = { ...ready.domain, characterDevices: ready.domain.characterDevices.slice(0, 1) };
  expect(writeSpec({ ...launch, domain }, paths, config, 4).unixSockets).toBe(false);
});

it('leaves out what the administrator has switched off', () => {
  expect(writeSpec(launch, paths, { ...config, namespaces: [] }, 4).dev).toBeNull();
  expect(writeSpec(launch, paths, config, 0).confinement).toBeNull();
});

describe('hardware', () => {
  const specOf = (devices: string, known: Partial<Pick<DevFacts, 'hardware' | 'backingChains'>> = {}) => {
    const { domain } = readXml(domainXml('hardware', UUID, devices));
    return writeSpec({ ...launch, ...known, domain, command: commandLine(domain) }, paths, config, 4);
  };
  const rulesOf = (...of: Parameters<typeof specOf>) =>
    specOf(...of).confinement?.rules.flatMap(({ path, rights, element }) =>
      element === undefined && !path.startsWith('/sys') ? [] : [`${path} ${rights}`],
    );

  it('row: qcow2 data file: it is written where its image is', () => {
    const images = (readonly: string) =>
      `<disk><driver type='qcow2'/><source file='/images/top'/><target dev='vda' bus='virtio'/>${readonly}</disk>`;
    const backingChains = {
      '/images/top': [
        { path: '/images/top.raw', format: 'raw', dataOf: '/images/top' },
        { path: '/images/base', format: 'qcow2' },
        { path: '/images/base.raw', format: 'raw', dataOf: '/images/base' },
      ],
    };
    expect(rulesOf(images(''), { backingChains })).toEqual([
      '/images/top write',
      '/images/top.raw write',
      '/images/base read',
      '/images/base.raw read',
    ]);
    expect(rulesOf(images('<readonly/>'), { backingChains })?.slice(0, 2)).toEqual([
      '/images/top read',
      '/images/top.raw read',
    ]);
  });

  const pci = (more: string) =>
    `<hostdev type='pci'><source><address bus='1' slot='0'/></source>${more}<rom file='/roms/a'/></hostdev>`;

  it('is opened as the caller, each node with the element that wants it', () => {
    expect(rulesOf(pci(''), { hardware: { deviceNodes: { hostdev0: '/dev/vfio/12' } } })).toEqual([
      '/roms/a read',
      '/dev/vfio/12 write',
      '/dev/vfio/vfio write',
    ]);
    const own = { hardware: { deviceNodes: { hostdev0: '/dev/vfio/devices/vfio0' } } };
    expect(rulesOf(pci("<driver iommufd='yes'/>"), own)).toEqual([
      '/roms/a read',
      '/sys/bus/pci/devices/0000:01:00.0/vfio-dev read',
      '/dev/vfio/devices/vfio0 write',
      '/dev/iommu write',
    ]);
  });

  const memlock = (devices: string) => specOf(devices).limits.find(({ resource }) => resource === 'memlock');

  it('that reaches the guest’s memory locks it, and other hardware does not', () => {
    const bytes = launchMemory + 1024 ** 3;
    const locked = { resource: 'memlock', soft: bytes, hard: bytes };
    expect(memlock(pci(''))).toEqual(locked);
    expect(
      memlock(
        "<hostdev type='mdev' model='vfio-pci'><source><address uuid='53764d0e-85a0-42b4-af5c-2046b460b1dc'/></source></hostdev>",
      ),
    ).toEqual(locked);
    expect(
      memlock(
        "<disk type='nvme'><source type='pci' namespace='1'><address bus='1' slot='0'/></source><target dev='vda'/></disk>",
      ),
    ).toEqual(locked);
    expect(memlock("<hostdev type='usb'><source><address bus='1' device='2'/></source></hostdev>")).toBeUndefined();
  });
});
