import { describe, expect, test } from 'vitest';
import { readDomain } from '../../domain-xml/readDomain.ts';
import { domainText } from './domainText.ts';
import { aliases, disk, readValid } from './readValid.ts';

describe('what the XML leaves out', () => {
  test('the plainest domain', () => {
    const { origin, memballoon, ...domain } = readValid();
    expect(domain).toEqual({
      type: 'kvm',
      name: 'guest',
      memory: 64 * 2 ** 20,
      currentMemory: 64 * 2 ** 20,
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
      videos: [],
      graphics: [],
      extraNodes: [],
      sounds: [],
      smartcards: [],
      redirdevs: [],
      hostDevices: [],
      memoryDevices: [],
    });
    expect(origin).toMatchObject({ element: '/domain', range: { start: { line: 0, character: 0 } } });
    expect(memballoon).toMatchObject({ model: 'virtio', alias: 'balloon0', origin: { element: '/domain' } });
  });

  test('a disk', () => {
    const [first] = readValid({ devices: "<disk><source file='/a'/><target dev='vdc'/></disk>" }).disks;
    expect(first).toMatchObject({
      alias: 'virtio-disk2',
      device: 'disk',
      source: { kind: 'file', path: '/a', origin: { element: '/domain/devices/disk/source' } },
      format: 'raw',
      target: { dev: 'vdc', bus: 'virtio' },
      readonly: false,
      shareable: false,
    });
    expect(first).not.toHaveProperty('address');
    expect(first).not.toHaveProperty('cache');
  });

  test('a CD-ROM drive is read-only and may be empty', () => {
    const [drive] = readValid({ devices: "<disk device='cdrom'><target dev='hdc'/></disk>" }).disks;
    expect(drive).toMatchObject({ readonly: true, alias: 'ide0-1-0' });
    expect(drive).not.toHaveProperty('source');
  });

  test('a network card', () => {
    expect(readValid({ devices: "<interface type='user'/>" }).interfaces).toMatchObject([
      { alias: 'net0', model: 'rtl8139' },
    ]);
  });

  test('where random bytes come from', () => {
    const { rngs } = readValid({ devices: "<rng model='virtio'><backend model='random'/></rng>" });
    expect(rngs).toMatchObject([{ alias: 'rng0', backend: { model: 'random', file: { path: '/dev/urandom' } } }]);
  });

  test('the bus of inputs', () => {
    const { inputs } = readValid({ devices: "<input type='mouse'/><input type='keyboard'/><input type='tablet'/>" });
    expect(inputs.map(({ bus }) => bus)).toEqual(['ps2', 'ps2', 'usb']);
    expect(aliases(inputs)).toEqual(['input0', 'input1', 'input2']);
  });
});

describe('memory and processors', () => {
  test.each([
    ['<memory>1</memory>', 1024],
    ["<memory unit='bytes'>1</memory>", 1024],
    ["<memory unit='b'>1025</memory>", 2048],
    ["<memory unit='KB'>1024</memory>", 1024 * 1000],
    ["<memory unit='k'>1</memory>", 1024],
    ["<memory unit='MB'>1</memory>", 1_000_448],
    ["<memory unit='M'>1</memory>", 2 ** 20],
    ["<memory unit='mib'>1</memory>", 2 ** 20],
    ["<memory unit='GiB'> 2 </memory>", 2 ** 31],
    ["<memory unit='TiB'>1</memory>", 2 ** 40],
    ["<memory unit='GB' dumpCore='off'>1</memory>", 1_000_000_512],
  ])('%s', (memory, bytes) => {
    expect(readValid({ head: `<name>a</name>${memory}` }).memory).toBe(bytes);
  });

  test('current memory: 0 is all, and a little more than there is counts as all', () => {
    const current = (text: string) => readValid({ head: `<name>a</name><memory>65535</memory>${text}` }).currentMemory;
    expect(current('<currentMemory>1024</currentMemory>')).toBe(2 ** 20);
    expect(current('<currentMemory>0</currentMemory>')).toBe(65535 * 1024);
    expect(current('<currentMemory>65536</currentMemory>')).toBe(65535 * 1024);
  });

  test('virtual CPUs', () => {
    expect(readValid({ more: "<vcpu placement='static'>4</vcpu>" }).vcpus).toEqual({ maximum: 4, current: 4 });
    expect(readValid({ more: "<vcpu current='2'>4</vcpu>" }).vcpus).toEqual({ maximum: 4, current: 2 });
  });

  test('the CPU', () => {
    const cpu = (text: string) => readValid({ more: `<vcpu>4</vcpu>${text}` }).cpu;
    expect(cpu("<cpu mode='host-passthrough' check='none' migratable='on'/>")).toEqual({ mode: 'host-passthrough' });
    expect(cpu("<cpu match='exact'><model fallback='forbid'>qemu64</model></cpu>")).toEqual({
      mode: 'custom',
      model: 'qemu64',
    });
    expect(cpu("<cpu mode='host-model'><model fallback='allow'/></cpu>")).toEqual({ mode: 'host-model' });
    expect(cpu("<cpu><topology sockets='1' dies='1' cores='2' threads='2'/></cpu>")).toEqual({
      mode: 'custom',
      topology: { sockets: 1, cores: 2, threads: 2 },
    });
  });
});

describe('identity and boot', () => {
  test('a UUID is made canonical', () => {
    const canonical = 'c7a5fdbd-edaf-9455-926a-d65c16db1809';
    for (const uuid of [canonical, canonical.toUpperCase(), canonical.replaceAll('-', '')]) {
      expect(readValid({ more: `<uuid>${uuid}</uuid>` }).uuid).toBe(canonical);
    }
  });

  test('names may have spaces and any script', () => {
    expect(readValid({ head: '<name>größe 日本 &amp; co</name><memory>1</memory>' }).name).toBe('größe 日本 & co');
  });

  test('kernel, initrd and command line', () => {
    const { os } = readValid({
      os: "<os><type arch='i686' machine='pc-i440fx-7.2'>hvm</type><kernel>/k</kernel><initrd>/i</initrd><cmdline>a=&quot;b&quot;</cmdline></os>",
    });
    expect(os).toMatchObject({
      arch: 'i686',
      machine: 'pc-i440fx-7.2',
      kernel: { path: '/k', origin: { element: '/domain/os/kernel' } },
      initrd: { path: '/i' },
      cmdline: 'a="b"',
    });
  });

  test('boot devices keep their order; boot orders stand instead', () => {
    expect(readValid({ os: "<os><type>hvm</type><boot dev='cdrom'/><boot dev='hd'/></os>" }).os.boot).toEqual([
      'cdrom',
      'hd',
    ]);
    const { os, disks } = readValid({ devices: disk("dev='vda'", "<boot order='3'/>") });
    expect([os.boot, disks[0]?.bootOrder]).toEqual([[], 3]);
  });

  test('what a dump adds changes nothing', () => {
    const { domain, diagnostics } = readDomain(
      domainText({
        attributes: "type='qemu' id='7' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'",
        more: `<title>t</title><description>d</description><metadata><x:y xmlns:x='u' z='1'><domain/>text</x:y></metadata>
          <vcpu placement='static'>1</vcpu><features><acpi/><apic/><pae/></features><clock offset='localtime'/>
          <on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>destroy</on_crash>`,
        devices: `<audio id='1' type='none'/><memballoon model='none'><alias name='balloon0'/></memballoon>
          <input type='mouse' bus='ps2'/><!-- a comment --><?an instruction?>`,
      }),
    );
    expect(diagnostics).toEqual([]);
    expect(domain).toMatchObject({ title: 't', description: 'd', features: { acpi: true, apic: true, pae: true } });
    expect(domain?.memballoon).toEqual({ model: 'none' });
  });
});
