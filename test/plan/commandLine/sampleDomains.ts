import type { CharacterDevice, Disk, Domain } from '../../../domain-xml/model/domain.ts';

const position = { line: 0, character: 0 };
export const origin = { element: '/domain', range: { start: position, end: position } };

const MIB = 1024 * 1024;

/** The smallest domain: what the model fills in for one with a name and memory only. */
export function domain(parts: Partial<Domain> = {}): Domain {
  return {
    type: 'qemu',
    name: 'minimal',
    uuid: 'c7a5fdbd-edaf-9455-926a-d65c16db1809',
    memory: 64 * MIB,
    currentMemory: 64 * MIB,
    vcpus: { maximum: 1, current: 1 },
    os: { arch: 'x86_64', machine: 'pc', boot: ['hd'] },
    features: { acpi: false, apic: false, pae: false },
    clock: { offset: 'utc' },
    onPoweroff: 'destroy',
    onReboot: 'restart',
    onCrash: 'destroy',
    disks: [],
    controllers: [],
    interfaces: [],
    characterDevices: [],
    rngs: [],
    inputs: [],
    memballoon: { model: 'none' },
    videos: [],
    graphics: [],
    extraNodes: [],
    sounds: [],
    smartcards: [],
    redirdevs: [],
    hostDevices: [],
    memoryDevices: [],
    origin,
    ...parts,
  };
}

export const file = (path: string) => ({ path, origin });

export function disk(dev: string, bus: Disk['target']['bus'], alias: string, parts: Partial<Disk> = {}): Disk {
  return {
    alias,
    origin,
    device: 'disk',
    format: 'raw',
    target: { dev, bus },
    source: { ...file(`/images/${dev}.img`), kind: 'file' },
    readonly: false,
    shareable: false,
    ...parts,
  };
}

export const serial = (port: number, backend: CharacterDevice['backend'] = { type: 'pty' }): CharacterDevice => ({
  kind: 'serial',
  alias: `serial${port}`,
  origin,
  backend,
  target: { type: 'isa-serial', port },
});

export const virtioConsole = (alias: string): CharacterDevice => ({
  kind: 'console',
  alias,
  origin,
  backend: { type: 'pty' },
  target: { type: 'virtio-console' },
});

export const channel = (alias: string, backend: CharacterDevice['backend'], name?: string): CharacterDevice => ({
  kind: 'channel',
  alias,
  origin,
  backend,
  target: { type: 'virtio-channel', ...(name === undefined ? {} : { name }) },
});

const device = <T extends object>(alias: string, parts: T) => ({ alias, origin, ...parts });

/** Domains that between them use every element of the subset. Paths are examples; nothing is opened. */
export const sampleDomains: Readonly<Record<string, Domain>> = {
  minimal: domain(),

  'direct-kernel': domain({
    name: 'direct-kernel',
    os: {
      arch: 'x86_64',
      machine: 'pc',
      kernel: file('/images/vmlinuz'),
      initrd: file('/images/initrd,img'),
      cmdline: 'console=ttyS0,115200 panic=-1',
      boot: ['hd'],
    },
    onReboot: 'destroy',
    characterDevices: [serial(0)],
    memballoon: device('balloon0', { model: 'virtio' as const }),
  }),

  'pc-everyday': domain({
    name: 'pc-everyday',
    memory: 512 * MIB + 1,
    vcpus: { maximum: 4, current: 2 },
    cpu: { mode: 'custom', model: 'Haswell', topology: { sockets: 1, cores: 2, threads: 2 } },
    features: { acpi: true, apic: true, pae: true },
    clock: { offset: 'localtime' },
    os: { arch: 'x86_64', machine: 'pc', boot: ['cdrom', 'hd', 'network'] },
    disks: [
      disk('hdc', 'ide', 'ide0-1-0', {
        device: 'cdrom',
        readonly: true,
        source: { ...file('/images/install.iso'), kind: 'file' },
      }),
      disk('vda', 'virtio', 'virtio-disk0', {
        format: 'qcow2',
        discard: 'unmap',
        detectZeroes: 'unmap',
        cache: 'writeback',
        io: 'threads',
      }),
    ],
    interfaces: [device('net0', { type: 'user' as const, mac: '52:54:00:11:22:33', model: 'virtio' })],
    characterDevices: [serial(0), virtioConsole('console1'), channel('channel0', { type: 'pty' }, 'org.example.0')],
    rngs: [
      device('rng0', {
        backend: { model: 'random' as const, file: file('/dev/urandom') },
        rate: { bytes: 1024 },
      }),
      device('rng1', { backend: { model: 'builtin' as const } }),
    ],
    inputs: [
      device('input0', { type: 'tablet' as const, bus: 'usb' as const }),
      device('input1', { type: 'keyboard' as const, bus: 'usb' as const }),
      device('input2', { type: 'mouse' as const, bus: 'ps2' as const }),
    ],
    videos: [device('video0', { model: 'vga' as const, vram: 16384 })],
    graphics: [device('graphics0', { type: 'vnc' as const, listen: { address: '127.0.0.1', port: -1 } })],
    memballoon: device('balloon0', { model: 'virtio' as const }),
  }),

  'q35-express': domain({
    name: 'q35-express',
    os: { arch: 'x86_64', machine: 'q35', boot: [] },
    features: { acpi: true, apic: true, pae: false },
    disks: [
      disk('vda', 'virtio', 'virtio-disk0', { format: 'qcow2', bootOrder: 2 }),
      disk('sda', 'sata', 'sata0-0-0', { bootOrder: 1, serial: 'A,1' }),
      disk('sdb', 'sata', 'sata0-0-1', { device: 'cdrom', readonly: true }),
    ],
    interfaces: [
      device('net0', { type: 'user' as const, model: 'virtio' }),
      device('net1', { type: 'user' as const, model: 'e1000' }),
    ],
    characterDevices: [serial(0, { type: 'file', file: file('/logs/serial.log'), append: true }), serial(1)],
    inputs: [device('input0', { type: 'tablet' as const, bus: 'virtio' as const })],
    videos: [device('video0', { model: 'virtio' as const })],
    graphics: [device('graphics0', { type: 'vnc' as const, listen: { socket: file('/run/virtcell/vnc,a=b.sock') } })],
    memballoon: device('balloon0', { model: 'virtio' as const }),
  }),

  'scsi-and-cache-modes': domain({
    name: 'scsi-and-cache-modes',
    disks: [
      disk('sda', 'scsi', 'scsi0-0-0', { cache: 'none', io: 'native' }),
      disk('sdb', 'scsi', 'scsi1-0-0-0', {
        cache: 'unsafe',
        address: { type: 'drive', controller: 1, bus: 0, target: 0, unit: 0 },
        serial: 'S1',
      }),
      disk('sdc', 'scsi', 'scsi1-0-0-1', {
        device: 'cdrom',
        readonly: true,
        address: { type: 'drive', controller: 1, bus: 0, target: 0, unit: 1 },
      }),
      disk('vda', 'virtio', 'virtio-disk0', { cache: 'writethrough' }),
      disk('vdb', 'virtio', 'virtio-disk1', { cache: 'directsync', format: 'qcow2', readonly: true }),
      disk('vdc', 'virtio', 'virtio-disk2', {
        shareable: true,
        source: { ...file('/dev/vg/shared'), kind: 'block' },
      }),
      {
        ...disk('hdc', 'ide', 'ide0-1-0', { device: 'cdrom', readonly: true }),
        source: { ...file('/dev/sr0'), kind: 'block' },
      },
    ],
    controllers: [
      device('usb', { type: 'usb' as const, index: 0, model: 'none' }),
      device('scsi0', { type: 'scsi' as const, index: 0, model: 'lsilogic' }),
      device('scsi1', { type: 'scsi' as const, index: 1, model: 'virtio-scsi' }),
    ],
  }),

  'given-addresses': domain({
    name: 'given-addresses',
    disks: [
      disk('vda', 'virtio', 'virtio-disk0', {
        address: { type: 'pci', domain: 0, bus: 0, slot: 4, function: 0, multifunction: true },
      }),
      disk('vdb', 'virtio', 'virtio-disk1', { address: { type: 'pci', domain: 0, bus: 0, slot: 4, function: 1 } }),
      disk('vdc', 'virtio', 'virtio-disk2', { address: { type: 'pci', domain: 0, bus: 1, slot: 9, function: 0 } }),
      disk('vdd', 'virtio', 'virtio-disk3'),
    ],
    videos: [device('video0', { model: 'cirrus' as const })],
    inputs: [
      device('input0', { type: 'mouse' as const, bus: 'usb' as const }),
      device('input1', {
        type: 'tablet' as const,
        bus: 'usb' as const,
        address: { type: 'usb' as const, bus: 0, port: '1' },
      }),
    ],
    characterDevices: [
      { ...channel('channel0', { type: 'unix', mode: 'bind', socket: file('/run/a.sock') }, 'org.example.0') },
      {
        ...channel('channel1', { type: 'unix', mode: 'connect', socket: file('/run/b.sock') }, 'org.example.1'),
        address: { type: 'virtio-serial', controller: 0, bus: 0, port: 1 },
      },
      { ...channel('channel2', { type: 'null' }) },
    ],
  }),

  'every-video-and-bus': domain({
    name: 'every-video-and-bus',
    cpu: { mode: 'maximum' },
    disks: [
      disk('sda', 'sata', 'sata0-0-0'),
      disk('sdg', 'sata', 'sata1-0-0', { format: 'qcow2', shareable: true }),
      disk('hdd', 'ide', 'ide0-1-1'),
      { ...disk('sr', 'scsi', 'scsi0-0-0'), target: { dev: 'sdc', bus: 'scsi' }, io: 'io_uring' },
    ],
    interfaces: ['e1000', 'rtl8139', 'e1000e', 'ne2k_pci', 'pcnet', 'vmxnet3', 'virtio'].map((model, i) =>
      device(`net${i}`, { type: 'user' as const, model }),
    ),
    controllers: [
      device('usb', { type: 'usb' as const, index: 0, model: 'qemu-xhci' }),
      device('usb1', { type: 'usb' as const, index: 1, model: 'ehci' }),
      device('scsi0', { type: 'scsi' as const, index: 0, model: 'virtio-scsi' }),
    ],
    inputs: [
      ...(['mouse', 'keyboard', 'tablet'] as const).map((type, i) =>
        device(`input${i}`, { type, bus: 'virtio' as const }),
      ),
      ...[3, 4, 5, 6, 7, 8].map((i) => device(`input${i}`, { type: 'mouse' as const, bus: 'usb' as const })),
    ],
    videos: (['bochs', 'vga', 'virtio'] as const).map((model, i) =>
      device(`video${i}`, { model, ...(model === 'virtio' ? {} : { vram: 16384 }) }),
    ),
    graphics: [device('graphics0', { type: 'vnc' as const, listen: { address: '::1', port: -1 } })],
  }),

  'i686-console': domain({
    name: 'i686-console',
    os: { arch: 'i686', machine: 'pc', boot: ['hd'] },
    cpu: { mode: 'host-model', topology: { sockets: 2, cores: 1, threads: 1 } },
    vcpus: { maximum: 2, current: 2 },
    disks: [disk('hdc', 'ide', 'ide0-1-0', { device: 'cdrom', readonly: true })].map(({ source, ...empty }) => empty),
    characterDevices: [virtioConsole('console0'), virtioConsole('console1')],
  }),

  'q35-full-house': domain({
    name: 'q35-full-house',
    os: { arch: 'x86_64', machine: 'q35', boot: ['network'] },
    onPoweroff: 'preserve',
    interfaces: Array.from({ length: 24 }, (_, i) =>
      device(`net${i}`, { type: 'user' as const, model: i % 3 === 0 ? 'e1000' : 'virtio' }),
    ),
    controllers: [
      device('usb', { type: 'usb' as const, index: 0, model: 'nec-xhci' }),
      device('pci.1', { type: 'pci' as const, index: 1, model: 'pcie-root-port' }),
      device('pci.2', { type: 'pci' as const, index: 2, model: 'pci-bridge' }),
      device('pci.3', { type: 'pci' as const, index: 3, model: 'dmi-to-pci-bridge' }),
      device('pci.4', { type: 'pci' as const, index: 4, model: 'pcie-to-pci-bridge' }),
      device('scsi0', { type: 'scsi' as const, index: 0, model: 'lsilogic' }),
      device('sata1', { type: 'sata' as const, index: 1 }),
    ],
    videos: [device('video0', { model: 'none' as const })],
  }),
};

/** The samples whose disks a test can make: without the host's block devices. Each takes a free VNC display. */
export const acceptedDomains: Readonly<Record<string, Domain>> = Object.fromEntries(
  Object.entries(sampleDomains).map(([name, sample]) => [
    name,
    { ...sample, disks: sample.disks.filter(({ source }) => source?.kind !== 'block') },
  ]),
);
