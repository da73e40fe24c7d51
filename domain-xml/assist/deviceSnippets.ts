// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the stops of snippets are written so.
import type { Words } from '../message.ts';

export interface NamedSnippet {
  /** Begins with the element's name, by which it is found. */
  readonly label: string;
  readonly doc: string;
  readonly snippet: string;
}

/** Devices as people mostly want them, with all that belongs to each. The table alone cannot say this. */
export const deviceSnippets = (l10n: Words): readonly NamedSnippet[] => [
  {
    label: l10n.t('disk: virtio, image file'),
    doc: l10n.t('A fast disk whose image is a file. The guest needs a virtio driver, as every Linux has it.'),
    snippet: lines(
      "<disk type='file' device='disk'>",
      "\t<driver name='qemu' type='${1|qcow2,raw|}'/>",
      "\t<source file='${2:/path/to/disk.qcow2}'/>",
      "\t<target dev='${3:vda}' bus='virtio'/>",
      '</disk>',
    ),
  },
  {
    label: l10n.t('disk: SATA, image file'),
    doc: l10n.t('A disk that every guest knows, whose image is a file. On q35; a pc machine has ide.'),
    snippet: lines(
      "<disk type='file' device='disk'>",
      "\t<driver name='qemu' type='${1|qcow2,raw|}'/>",
      "\t<source file='${2:/path/to/disk.qcow2}'/>",
      "\t<target dev='${3:sda}' bus='${4|sata,ide|}'/>",
      '</disk>',
    ),
  },
  {
    label: l10n.t('disk: block device of the host'),
    doc: l10n.t('A disk that is a block device of the host. The device becomes part of the private /dev.'),
    snippet: lines(
      "<disk type='block' device='disk'>",
      "\t<driver name='qemu' type='raw'/>",
      "\t<source dev='${1:/dev/sdX}'/>",
      "\t<target dev='${2:vda}' bus='virtio'/>",
      '</disk>',
    ),
  },
  {
    label: l10n.t('disk: CD-ROM'),
    doc: l10n.t('A CD-ROM drive with an ISO image, for example to install from.'),
    snippet: lines(
      "<disk type='file' device='cdrom'>",
      "\t<source file='${1:/path/to/image.iso}'/>",
      "\t<target dev='${2:sdc}' bus='${3|sata,ide|}'/>",
      '</disk>',
    ),
  },
  {
    label: l10n.t('interface: user network'),
    doc: l10n.t('A network that QEMU makes by itself: the guest gets out, nothing gets in, no rights are needed.'),
    snippet: lines("<interface type='user'>", "\t<model type='${1|virtio,e1000e,e1000|}'/>", '</interface>'),
  },
  {
    label: l10n.t('serial: console'),
    doc: l10n.t('A serial port that opens as a terminal in the editor: ttyS0 in a Linux guest.'),
    snippet: lines("<serial type='pty'>", "\t<target port='${1:0}'/>", '</serial>'),
  },
  {
    label: l10n.t('console: virtio'),
    doc: l10n.t('A fast console that opens as a terminal in the editor: hvc0 in a Linux guest.'),
    snippet: lines("<console type='pty'>", "\t<target type='virtio'/>", '</console>'),
  },
  {
    label: l10n.t('channel: virtio port'),
    doc: l10n.t('A channel between host and guest: /dev/virtio-ports/NAME in the guest, a terminal of the host here.'),
    snippet: lines("<channel type='pty'>", "\t<target type='virtio' name='${1:org.example.0}'/>", '</channel>'),
  },
  {
    label: l10n.t('rng: random numbers of the host'),
    doc: l10n.t('A random number generator, so that the guest starts without waiting for randomness.'),
    snippet: lines("<rng model='virtio'>", "\t<backend model='random'>${1:/dev/urandom}</backend>", '</rng>'),
  },
  {
    label: l10n.t('graphics: VNC on a Unix socket'),
    doc: l10n.t('A screen over VNC that nobody reaches by network, with a graphics card.'),
    snippet: lines(
      "<graphics type='vnc'>",
      "\t<listen type='socket' socket='${1:/path/to/vnc.sock}'/>",
      '</graphics>',
      '<video>',
      "\t<model type='${2|virtio,vga,bochs|}'/>",
      '</video>',
    ),
  },
  {
    label: l10n.t('input: tablet'),
    doc: l10n.t('A pointer with absolute positions, which does not run away from the host’s.'),
    snippet: "<input type='tablet' bus='${1|usb,virtio|}'/>",
  },
  {
    label: l10n.t('tpm: of the host'),
    doc: l10n.t('The TPM of the host, for this guest alone. It becomes part of the private /dev.'),
    snippet: lines(
      "<tpm model='${1|tpm-crb,tpm-tis|}'>",
      "\t<backend type='passthrough'>",
      "\t\t<device path='${2:/dev/tpm0}'/>",
      '\t</backend>',
      '</tpm>',
    ),
  },
  {
    label: l10n.t('hostdev: PCI device of the host'),
    doc: l10n.t('A PCI device of the host by VFIO. Its IOMMU group becomes part of the private /dev.'),
    snippet: lines(
      "<hostdev mode='subsystem' type='pci' managed='no'>",
      '\t<source>',
      "\t\t<address domain='0x${1:0000}' bus='0x${2:01}' slot='0x${3:00}' function='0x${4:0}'/>",
      '\t</source>',
      '</hostdev>',
    ),
  },
  {
    label: l10n.t('hostdev: USB device of the host'),
    doc: l10n.t('A USB device of the host, by its numbers as lsusb shows them. It becomes part of the private /dev.'),
    snippet: lines(
      "<hostdev mode='subsystem' type='usb'>",
      '\t<source>',
      "\t\t<vendor id='0x${1:0bda}'/>",
      "\t\t<product id='0x${2:8153}'/>",
      '\t</source>',
      '</hostdev>',
    ),
  },
];

const lines = (...all: readonly string[]): string => all.join('\n');
