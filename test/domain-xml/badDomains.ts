import type { Parts } from './domainText.ts';

/* Domains and texts of which there is something to say, by what is wrong with them. */

export const disk = (target: string, more = '') => `<disk><source file='/a'/><target ${target}/>${more}</disk>`;
const q35 = "<os><type machine='q35'>hvm</type></os>";

/** What cannot be meant in one element. */
export const INVALID: Record<string, Parts> = {
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

/** Elements that contradict each other. */
export const CONTRADICTORY: Record<string, Parts> = {
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
  'a slot behind a root port that nobody declared': {
    os: q35,
    devices: disk("dev='vda'", "<address type='pci' bus='2' slot='1'/>"),
  },
  'a slot behind a port whose number is what is left': {
    os: q35,
    devices: `<controller type='pci' index='1' model='pcie-to-pci-bridge'/>\n<controller type='pci' model='pcie-root-port'/>\n${disk("dev='vda'", "<address type='pci' bus='2' slot='1'/>")}`,
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
  'two roots': { devices: "<controller type='pci' model='pci-root'/>\n<controller type='pci' model='pci-root'/>" },
  'two IDE controllers': { devices: "<controller type='ide'/>\n<controller type='ide'/>" },
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
  'a socket and nowhere': { devices: "<graphics type='vnc' socket='/s'><listen type='none'/></graphics>" },
  'a socket and an address': { devices: "<graphics type='vnc' socket='/s' listen='127.0.0.1'/>" },
  'no card beside another': { devices: "<video><model type='none'/></video>\n<video><model type='cirrus'/></video>" },
  'memory of a card': { devices: "<video><model type='vga' vram='1000'/></video>" },
  'a watchdog of the other chipset': { devices: "<watchdog model='itco'/>" },
  'too many devices': { devices: "<rng model='virtio'><backend model='builtin'/></rng>\n".repeat(257) },
};

/** What libvirt may know and Virtcell does not. */
export const UNSUPPORTED: Record<string, Parts> = {
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
  'a password': {
    devices:
      "<graphics type='vnc' passwd='hush' passwdValidTo='2030-01-01T00:00:00'/>\n<disk><source file='/a'><encryption format='luks'><secret type='passphrase' uuid='u'/></encryption></source><auth username='u'/><target dev='vda'/></disk>",
  },
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

/** What is not well-formed. */
export const MALFORMED: Record<string, string> = {
  'no element': 'plain',
  'nothing at all': '',
  'two roots': '<a/><b/>',
  'text beside the root': '<a/>x',
  'CDATA beside the root': '<a/><![CDATA[x]]>',
  'an element without end': '<a><b></a>',
  'an end without beginning': '<a></b></a>',
  'an end at the top': '</a>',
  'overlapping elements': '<a><b><c></b></c></a>',
  'a tag without >': '<a><b c="d"\n</a>',
  'an end tag without >': '<a></a',
  'an end tag with attributes': '<a></a b="c">',
  'a < in text': '<a>1 < 2</a>',
  'a < at the end': '<a/><',
  'a value without quotes': '<a b=c/>',
  'an attribute without value': '<a b/>',
  'an attribute with nothing after =': '<a b=/>',
  'a value without its last quote': '<a b="c>\n<d/></a>',
  'a < in a value': '<a b="1 < 2 <"/>',
  'a tag in a value': '<a b="<c/>"/>',
  'the same attribute twice': '<a b="1" b="2"/>',
  'attributes without space between': '<a b="1"c="2"/>',
  'something else than an attribute': '<a 1="2" =/>',
  'a lone &': '<a>x & y</a>',
  'a & in a value': '<a b="x&y"/>',
  'a reference without ;': '<a>&amp</a>',
  'an unknown entity': '<a>&nbsp;</a>',
  'a reference to no character': '<a>&#0;&#x1F;&#xD800;&#xFFFE;&#x110000;&#99999999999;</a>',
  'an inner ]]>': '<a>]]></a>',
  '-- in a comment': '<a><!-- a -- b --></a>',
  'a comment that ends with --->': '<a><!-- a ---></a>',
  'a comment without end': '<a/><!-- b',
  'CDATA without end': '<a><![CDATA[ b</a>',
  'an instruction without end': '<a/><?b c',
  'an instruction without name': '<a><? b?></a>',
  'an instruction without space': '<a><?b+c?></a>',
  'a declaration later': '<a><?xml version="1.0"?></a>',
  'a declaration after a space': ' <?xml version="1.0"?><a/>',
  'version 1.1': '<?xml version="1.1"?><a/>',
  'a declaration without version': '<?xml encoding="UTF-8"?><a/>',
  'a document type': '<!DOCTYPE a><a/>',
  'a document type with entities': '<!DOCTYPE a [<!ENTITY b "c>">]>\n<a/>',
  'some other declaration': '<a><!ELEMENT b></a>',
  'a control character': '<a>\u0007\u0008</a>',
  'a non-character': '<!--\ufffe--><a/>',
};
