import { describe, expect, test } from 'vitest';
import { readDomain } from '../../domain-xml/readDomain.ts';
import { domainText, type Parts } from './domainText.ts';
import { drawn } from './drawn.ts';

/* What cannot be meant, or would fail at the start: an error in its own words, at its place. */

const disk = (target: string, more = '') => `<disk><source file='/a'/><target ${target}/>${more}</disk>`;
const q35 = "<os><type machine='q35'>hvm</type></os>";

const shapes: Record<string, Parts> = {
  'nothing in the domain': { head: '', os: '' },
  'no type': { attributes: '' },
  'a second name': { more: '<name>b</name>' },
  'an empty name': { head: '<name/>\n<memory>1</memory>' },
  'a name with a slash': { head: '<name>a/b</name>\n<memory>1</memory>' },
  'a name of dots': { head: '<name>..</name>\n<memory>1</memory>' },
  'a name with a line end': { head: '<name>a&#10;b</name>\n<memory>1</memory>' },
  'a long name': { head: `<name>${'é'.repeat(101)}</name>\n<memory>1</memory>` },
  'memory that is no number': { head: '<name>a</name>\n<memory>much</memory>' },
  'no memory': { head: '<name>a</name>\n<memory>0</memory>' },
  'more memory than bytes can be counted': { head: "<name>a</name>\n<memory unit='TiB'>999999</memory>" },
  'an unknown unit': { head: "<name>a</name>\n<memory unit='parsec'>1</memory>" },
  'a UUID that is none': { more: '<uuid>123</uuid>' },
  'a UUID of one byte': { more: '<uuid>00000000-0000-0000-0000-000000000000</uuid>' },
  'a relative path': { devices: "<emulator>qemu</emulator>\n<disk><source file='a'/><target dev='vda'/></disk>" },
  'no number of CPUs': { more: '<vcpu>0</vcpu>' },
  'a disk without target': { devices: "<disk type='file'><source file='/a'/></disk>" },
  'a disk without source': { devices: "<disk><target dev='vda'/></disk>" },
  'a disk whose source is of another kind': {
    devices: "<disk type='block'><source file='/a'/><target dev='vda'/></disk>",
  },
  'a target that is no name': { devices: disk("dev='disk1'") },
  'no kind of controller': { devices: "<controller index='0'/>" },
  'a PCI slot that does not exist': {
    devices:
      "<rng model='virtio'><backend model='builtin'/><address type='pci' slot='0x20' function='8' domain='1'/></rng>",
  },
  'a MAC address': {
    devices:
      "<interface type='user'><mac address='52:54'/></interface>\n<interface type='user'><mac address='01:00:00:00:00:00'/></interface>",
  },
  'a boot order of 0': { devices: disk("dev='vda'", "<boot order='0'/>") },
  'neither yes nor no': { devices: "<graphics type='vnc' autoport='on'/>" },
};

const together: Record<string, Parts> = {
  'more current memory than memory': { more: "<currentMemory unit='GiB'>1</currentMemory>" },
  'more CPUs than there are': { more: "<vcpu current='3'>2</vcpu>" },
  'a topology for other CPUs': { more: "<vcpu>4</vcpu>\n<cpu><topology sockets='1' cores='2' threads='1'/></cpu>" },
  'a CPU model without name': { more: '<cpu><model/></cpu>' },
  'a CPU model that is not custom': { more: "<cpu mode='host-model'><model>Haswell</model></cpu>" },
  'an initrd without kernel': { os: '<os><type>hvm</type><initrd>/i</initrd><cmdline>x</cmdline></os>' },
  'boot devices and boot orders': {
    os: "<os><type>hvm</type><boot dev='hd'/></os>",
    devices: disk("dev='vda'", "<boot order='1'/>"),
  },
  'a boot order twice': {
    devices: `${disk("dev='vda'", "<boot order='1'/>")}\n<interface type='user'><boot order='1'/></interface>`,
  },
  'a target twice': { devices: `${disk("dev='vda'")}\n${disk("dev='vda'")}` },
  'a drive address twice': {
    devices: `${disk("dev='hda'")}\n${disk("dev='hdb'", "<address type='drive' controller='0' bus='0' unit='0'/>")}`,
  },
  'a PCI address twice': {
    devices: [1, 2].map((n) => disk(`dev='vd${'abc'[n]}'`, "<address type='pci' slot='0x05'/>")).join('\n'),
  },
  'the host bridge': { devices: disk("dev='vda'", "<address type='pci' slot='0' function='1'/>") },
  'a slot behind a root port': {
    os: q35,
    devices: `<controller type='pci' index='1' model='pcie-root-port'/>\n${disk("dev='vda'", "<address type='pci' bus='1' slot='1'/>")}`,
  },
  'a moved IDE controller': { devices: "<controller type='ide'><address type='pci' slot='3'/></controller>" },
  'an address of another bus': {
    devices: `${disk("dev='vda'", "<address type='drive' unit='1'/>")}\n${disk("dev='sda'", "<address type='pci' slot='5'/>")}`,
  },
  'a CD-ROM on virtio': { devices: "<disk device='cdrom'><target dev='vda' bus='virtio'/></disk>" },
  'a read-only IDE disk': { devices: disk("dev='hda'", '<readonly/>') },
  'a shared qcow2 image': {
    devices: "<disk><driver type='qcow2'/><source file='/a'/><target dev='vda'/><shareable/></disk>",
  },
  'native requests through a cache': {
    devices: "<disk><driver io='native'/><source file='/a'/><target dev='vda'/></disk>",
  },
  'IDE on q35': { os: q35, devices: `<controller type='ide'/>\n${disk("dev='hda'")}` },
  'a root of the other chipset': { os: q35, devices: "<controller type='pci' index='0' model='pci-root'/>" },
  'a root port on pc': { devices: "<controller type='pci' index='1' model='pcie-root-port'/>" },
  'a bridge with index 0': { devices: "<controller type='pci' index='0' model='pci-bridge'/>" },
  'a controller twice': { devices: "<controller type='scsi' index='0'/>\n<controller type='scsi' index='0'/>" },
  'USB without USB': {
    devices: "<controller type='usb' model='none'/>\n<controller type='usb' index='1'/>\n<input type='tablet'/>",
  },
  'a PS/2 tablet': { devices: "<input type='tablet' bus='ps2'/>" },
  'an address of a PS/2 mouse': { devices: "<input type='mouse' bus='ps2'><address type='usb' port='1'/></input>" },
  'two balloons': { devices: "<memballoon model='none'/>\n<memballoon model='virtio'/>" },
  'a serial port twice': { devices: "<serial><target port='1'/></serial>\n<serial><target port='1'/></serial>" },
  'five serial ports': { devices: '<serial/>\n<serial/>\n<serial/>\n<serial/>\n<serial/>' },
  'two consoles on the serial port': { devices: '<console/>\n<console/>' },
  'a console that is not its serial port': {
    devices: "<serial type='file'><source path='/a'/></serial>\n<console type='pty'/>",
  },
  'a console on a serial port with an address': {
    devices: "<console><address type='virtio-serial' port='1'/></console>",
  },
  'a virtio port twice': {
    devices: "<channel><target type='virtio'/><address type='virtio-serial' port='1'/></channel>\n".repeat(2).trim(),
  },
  'a channel’s name twice': { devices: "<channel><target type='virtio' name='a'/></channel>\n".repeat(2).trim() },
  'an alias of one’s own twice': {
    devices: `${disk("dev='vda'", "<alias name='ua-a'/>")}\n${disk("dev='vdb'", "<alias name='ua-a'/>")}`,
  },
  'two VNC servers': { devices: "<graphics type='vnc'/>\n<graphics type='vnc' port='80'/>" },
  'two places to listen': {
    devices: "<graphics type='vnc' listen='127.0.0.1'><listen type='address' address='0.0.0.0'/></graphics>",
  },
  'a socket and an address': { devices: "<graphics type='vnc' socket='/s' listen='127.0.0.1'/>" },
  'no card beside another': { devices: "<video><model type='none'/></video>\n<video><model type='cirrus'/></video>" },
  'memory of a card': { devices: "<video><model type='vga' vram='1000'/></video>" },
  'a watchdog of the other chipset': { devices: "<watchdog model='itco'/>" },
  'too many devices': { devices: "<rng model='virtio'><backend model='builtin'/></rng>\n".repeat(257) },
};

const golden = (parts: Parts) => {
  const text = domainText(parts);
  const { diagnostics, domain } = readDomain(text);
  expect(domain).toBeUndefined();
  for (const { code } of diagnostics) expect(code).toMatch(/^[a-z-]+$/);
  return `\n${drawn(text, diagnostics)}\n`;
};

describe('one element', () => {
  test.each(Object.entries(shapes))('%s', (_, parts) => expect(golden(parts)).toMatchSnapshot());

  test('another root', () => {
    const text = '<network><name>a</name></network>';
    expect(`\n${drawn(text, readDomain(text).diagnostics)}\n`).toMatchSnapshot();
  });
});

describe('elements together', () => {
  test.each(Object.entries(together))('%s', (_, parts) => expect(golden(parts)).toMatchSnapshot());
});

test('a MAC address twice is odd, not an error', () => {
  const card = "<interface type='user'><mac address='52:54:00:00:00:01'/></interface>";
  const { diagnostics, domain } = readDomain(domainText({ devices: card + card }));
  expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['duplicate-mac', 'warning']]);
  expect(domain?.interfaces.length).toBe(2);
});

test('what is missing in a tag that is being typed is not said', () => {
  const { diagnostics } = readDomain(domainText({ devices: '<disk\n' }));
  expect(diagnostics.map(({ code }) => code)).toEqual(['xml-unclosed-tag']);
});

test('all that is wrong is said at once, in the order of the text', () => {
  const text = domainText({ devices: `<vsock/>\n${disk("dev='vda'")}\n${disk("dev='vda' bus='usb'")}\n<a` });
  expect(readDomain(text).diagnostics.map(({ code }) => code)).toEqual([
    'unsupported-element',
    'duplicate-target',
    'unsupported-value',
    'xml-unclosed-tag',
    'unsupported-element',
  ]);
});
