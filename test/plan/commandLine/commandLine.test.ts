import { describe, expect, test } from 'vitest';
import type { Domain } from '../../../domain-xml/model/domain.ts';
import { commandLine } from '../../../plan/commandLine/commandLine.ts';
import { FIRST_PASSED_FD } from '../../../plan/commandLine/qemuCommand.ts';
import { type ParsedOption, parseOptions } from './parsedOptions.ts';
import { channel, disk, domain, file, origin, sampleDomains, serial, virtioConsole } from './sampleDomains.ts';

const options = (of: Domain) => parseOptions(commandLine(of).argv);
const values = (of: Domain, name: string) => options(of).flatMap((each) => (each.name === name ? [each.value] : []));
const deviceProperty = (of: Domain, key: string) =>
  Object.fromEntries(
    options(of).flatMap(({ name, keys }) =>
      name === '-device' && keys.has(key) ? [[keys.get('id'), keys.get(key)]] : [],
    ),
  );

describe('passed descriptors', () => {
  const of = domain({
    characterDevices: [
      serial(0),
      serial(1, { type: 'null' }),
      virtioConsole('console2'),
      channel('channel0', { type: 'pty' }),
    ],
  });

  test('the monitor is first, then a log for each PTY that is not a channel', () => {
    expect(commandLine(of).fds).toEqual([
      { fd: FIRST_PASSED_FD, purpose: 'monitor' },
      { fd: FIRST_PASSED_FD + 1, purpose: 'console-log', alias: 'serial0' },
      { fd: FIRST_PASSED_FD + 2, purpose: 'console-log', alias: 'console2' },
    ]);
  });

  test('the arguments name the same numbers', () => {
    expect(values(of, '-add-fd')).toEqual(['set=1,fd=101,opaque=serial0-log', 'set=2,fd=102,opaque=console2-log']);
    expect(values(of, '-chardev')).toEqual([
      'socket,id=charmonitor,fd=100,server=on,wait=off',
      'pty,id=charserial0,logfile=/dev/fdset/1,logappend=on',
      'null,id=charserial1',
      'pty,id=charconsole2,logfile=/dev/fdset/2,logappend=on',
      'pty,id=charchannel0',
    ]);
  });

  test('without console logs only the monitor is passed', () => {
    const { fds, argv } = commandLine(of, { consoleLogs: false });
    expect(fds).toEqual([{ fd: FIRST_PASSED_FD, purpose: 'monitor' }]);
    expect(argv).not.toContain('-add-fd');
  });
});

describe('order', () => {
  test.each(Object.entries(sampleDomains))('in %s nothing refers to what comes later', (_, of) => {
    const known = new Set(['pci.0', 'pcie.0', ...[0, 1, 2, 3, 4, 5].map((i) => `ide.${i}`)]);
    for (const { name, keys } of options(of)) {
      for (const key of ['bus', 'drive', 'chardev', 'netdev', 'rng', 'audiodev', 'file']) {
        const reference = keys.get(key);
        if (typeof reference === 'string') expect(known, `${name} ${key}`).toContain(reference);
      }
      for (const id of definedBy({ name, keys })) known.add(id);
    }
  });

  function definedBy({ keys }: Pick<ParsedOption, 'name' | 'keys'>): string[] {
    const id = String(keys.get('id') ?? keys.get('node-name'));
    // A controller's buses are called after it.
    return [id, ...[0, 1, 2, 3, 4, 5].map((bus) => `${id}.${bus}`)];
  }

  test('disks are grouped by bus and sorted by target, whatever their order in the text', () => {
    const of = domain({
      disks: [
        disk('vdb', 'virtio', 'virtio-disk1'),
        disk('hda', 'ide', 'ide0-0-0'),
        disk('vda', 'virtio', 'virtio-disk0'),
      ],
    });
    expect(Object.keys(deviceProperty(of, 'drive'))).toEqual(['virtio-disk0', 'virtio-disk1', 'ide0-0-0']);
  });
});

describe('boot order', () => {
  const cdrom = disk('hdc', 'ide', 'ide0-1-0', { device: 'cdrom', readonly: true });
  const disks = [disk('vda', 'virtio', 'virtio-disk0'), disk('vdb', 'virtio', 'virtio-disk1'), cdrom];
  const net = { alias: 'net0', origin, type: 'user' as const, model: 'e1000' };
  const boot = (...kinds: Domain['os']['boot'][number][]) => ({ arch: 'x86_64', machine: 'pc', boot: kinds }) as const;

  test('each kind goes to the first device of it', () => {
    expect(
      deviceProperty(domain({ os: boot('cdrom', 'fd', 'network', 'hd'), disks, interfaces: [net] }), 'bootindex'),
    ).toEqual({ 'ide0-1-0': 1, net0: 3, 'virtio-disk0': 4 });
  });

  test('orders on devices stand for themselves', () => {
    const of = domain({
      os: boot(),
      disks: [disk('vda', 'virtio', 'virtio-disk0', { bootOrder: 7 })],
      interfaces: [{ ...net, bootOrder: 2 }],
    });
    expect(deviceProperty(of, 'bootindex')).toEqual({ 'virtio-disk0': 7, net0: 2 });
  });
});

describe('life cycle', () => {
  const flags = (parts: Partial<Domain>) =>
    options(domain(parts)).flatMap(({ name }) => (/^-no-(reboot|shutdown)$/.test(name) ? [name] : []));

  test.each([
    [{}, []],
    [{ onReboot: 'destroy' }, ['-no-reboot']],
    [{ onPoweroff: 'restart' }, ['-no-shutdown']],
    [{ onPoweroff: 'preserve' }, ['-no-shutdown']],
    [{ onReboot: 'preserve' }, ['-no-reboot', '-no-shutdown']],
    [{ onCrash: 'preserve' }, []],
  ] as const)('%j', (parts, expected) => {
    expect(flags(parts)).toEqual(expected);
  });
});

describe('machine', () => {
  test('memory is rounded up to whole mebibytes', () => {
    expect(values(domain({ memory: 219_100 * 1024 }), '-m')).toEqual(['size=219136k']);
  });

  test.each([
    [{}, 'qemu64'],
    [{ os: { arch: 'i686', machine: 'pc', boot: [] } }, 'qemu32'],
    [{ cpu: { mode: 'host-model' } }, 'max'],
    [{ type: 'kvm', cpu: { mode: 'host-model' } }, 'host'],
    [{ type: 'kvm', cpu: { mode: 'host-passthrough' } }, 'host,migratable=on'],
    [{ cpu: { mode: 'maximum' } }, 'max,migratable=on'],
    [{ cpu: { mode: 'custom', model: 'Nehalem' } }, 'Nehalem'],
  ] as const)('CPU of %j', (parts, expected) => {
    expect(values(domain(parts), '-cpu')).toEqual([expected]);
  });

  test('the emulator follows the architecture unless the domain names one', () => {
    expect(commandLine(domain({ os: { arch: 'i686', machine: 'pc', boot: [] } })).emulator).toBe(
      '/usr/bin/qemu-system-i386',
    );
    const { emulator, argv } = commandLine(domain({ emulator: file('/opt/qemu') }));
    expect([emulator, argv[0]]).toEqual(['/opt/qemu', '/opt/qemu']);
  });
});

test('the command is a function of the domain: the same each time, and the domain is as before', () => {
  for (const of of Object.values(sampleDomains)) {
    const before = structuredClone(of);
    expect(commandLine(of)).toEqual(commandLine(of));
    expect(of).toEqual(before);
  }
});
