import { expect, test } from 'vitest';
import { readDomain } from '../../domain-xml/readDomain.ts';
import { domainText, type Parts } from './domainText.ts';
import { drawn } from './drawn.ts';

/* What libvirt may know and Virtcell does not: an error with a code `unsupported-…`, exactly where it stands. */

const cases: Record<string, Parts> = {
  'an element of the domain': {
    more: "<memoryBacking><hugepages/></memoryBacking>\n<pm><suspend-to-mem enabled='no'/></pm>",
  },
  'an element with a prefix': {
    more: "<qemu:commandline xmlns:qemu='urn:q'><qemu:arg value='-x'/></qemu:commandline>",
  },
  'a device': { devices: "<hostdev mode='capabilities' type='misc'/>\n<hub type='usb'/>" },
  'a misspelt element': { devices: '<memballon model="none"/>\n<Disk/>' },
  'an attribute': { devices: "<memballoon model='none' freePageReporting='on'/>" },
  'a misspelt attribute': { devices: "<memballoon modle='none' model='none'/>" },
  'a kind of domain': { attributes: "type='xen'" },
  'a kind of disk': { devices: "<disk type='network' device='disk'><source protocol='nbd'/></disk>" },
  'a kind of disk device': { devices: "<disk device='lun'><source file='/a'/><target dev='sda'/></disk>" },
  'a disk bus': { devices: "<disk><source file='/a'/><target dev='sda' bus='usb'/></disk>" },
  'a bus that only the name says': { devices: "<disk><source file='/a'/><target dev='xvda'/></disk>" },
  'an image format': { devices: "<disk><driver type='vmdk'/><source file='/a'/><target dev='vda'/></disk>" },
  'a kind of address': { devices: "<rng model='virtio'><backend model='builtin'/><address type='ccw'/></rng>" },
  'a network': { devices: "<interface type='network'><source network='default'/></interface>" },
  'a serial back end': { devices: "<serial type='tcp'/>\n<console type='stdio'/>\n<channel type='spicevmc'/>" },
  'a log of a serial port': { devices: "<serial type='pty'><log file='/l'/><protocol type='raw'/></serial>" },
  'a graphics protocol': { devices: "<graphics type='spice' autoport='yes'/>" },
  'a video card': { devices: "<video><model type='qxl' ram='65536'/></video>" },
  'more screens': { devices: "<video><model type='virtio' heads='2'/></video>" },
  'pinned CPUs': { more: "<vcpu placement='auto' cpuset='1-4'>2</vcpu>" },
  'CPU features': { more: "<cpu match='minimum'><model>Haswell</model><feature policy='require' name='vmx'/></cpu>" },
  'dies of a CPU': { more: "<cpu><topology sockets='1' dies='2' cores='1' threads='1'/></cpu>" },
  'a clock with timers': { more: "<clock offset='variable'><timer name='rtc'/></clock>" },
  'other architectures': { os: "<os><type arch='aarch64' machine='virt'>hvm</type><smbios mode='host'/></os>" },
  'text where none belongs': { devices: 'hello' },
  'CDATA where none belongs': { devices: '<![CDATA[hello]]>' },
  'what libvirt would make up': {
    devices:
      "<channel type='unix'><target type='virtio'/></channel>\n<graphics type='vnc'><listen type='socket'/></graphics>",
  },
  'another chassis of a root port': {
    os: "<os><type machine='q35'>hvm</type></os>",
    devices: "<controller type='pci' index='1' model='pcie-root-port'><target chassis='7' port='0x9'/></controller>",
  },
  'the second card as primary': {
    devices: "<video><model type='vga'/></video>\n<video><model type='virtio' primary='yes'/></video>",
  },
  'a USB hub': { devices: "<input type='tablet' bus='usb'><address type='usb' bus='0' port='1.2'/></input>" },
  'an action after a crash': { more: '<on_crash>coredump-restart</on_crash>' },
};

test.each(Object.entries(cases))('%s', (_, parts) => {
  const text = domainText(parts);
  const { diagnostics, domain } = readDomain(text);
  expect(domain).toBeUndefined();
  for (const { code, severity } of diagnostics)
    expect([severity, code]).toEqual(['error', expect.stringMatching(/^unsupported-/)]);
  expect(`\n${drawn(text, diagnostics)}\n`).toMatchSnapshot();
});
