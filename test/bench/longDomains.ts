/** Domains of a given number of lines, as people and programs write them: what is read after each keystroke. */
export interface LongDomain {
  readonly what: string;
  /** @returns the lines of its text, about as many as asked for */
  readonly lines: (count: number) => string[];
}

/** More than a domain may have is an error, and then no model is made of it. */
const MOST_DEVICES = 250;

export const LONG_DOMAINS: readonly LongDomain[] = [
  { what: 'devices and what other programs wrote', lines: (count) => domainOf(count, devices, foreignMetadata) },
  { what: 'comments and the nodes of its metadata', lines: (count) => domainOf(count, () => [], ownMetadata) },
  { what: 'too many devices', lines: (count) => domainOf(count, devicesWithoutEnd, () => []) },
  { what: 'a mistake in every element', lines: (count) => domainOf(count, mistakes, () => []) },
  { what: 'tags and quotes that nobody closed', lines: (count) => domainOf(count, unclosed, () => []) },
];

type Part = (lines: number) => string[];

function domainOf(count: number, devicesIn: Part, metadataIn: Part): string[] {
  const rest = count - FRAME;
  const inDevices = devicesIn(rest);
  return [...head, ...metadataIn(rest - inDevices.length), ...body, ...inDevices, '  </devices>', '</domain>'];
}

const head = [
  "<?xml version='1.0' encoding='UTF-8'?>",
  "<domain type='kvm' xmlns:v='https://virtcell.dev/xmlns/domain/1'>",
  '  <name>long</name>',
  '  <uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>',
  '  <metadata>',
];
const body = [
  '  </metadata>',
  "  <memory unit='GiB'>64</memory>",
  '  <vcpu>32</vcpu>',
  "  <os><type arch='x86_64' machine='q35'>hvm</type></os>",
  '  <features><acpi/><apic/></features>',
  "  <cpu mode='host-passthrough'/>",
  '  <devices>',
];
const FRAME = head.length + body.length + 2;

/** Pieces one after the other, whole, as far as so many lines have room; the index makes each another one. */
function pieces(lines: number, piece: (index: number) => string[], most = Number.POSITIVE_INFINITY): string[] {
  const found: string[] = [];
  for (let index = 0; index < most; index++) {
    const next = piece(index);
    if (found.length + next.length > lines) break;
    found.push(...next);
  }
  return found;
}

const devices: Part = (lines) => pieces(lines, device, MOST_DEVICES);
const devicesWithoutEnd: Part = (lines) => pieces(lines, (index) => (index % 5 === 4 ? small(index) : device(index)));

/** Mostly disks; each fifth is a card, each fifth a console or channel, as machines with much hardware have them. */
function device(index: number): string[] {
  if (index % 5 === 3) return card(index);
  return index % 5 === 4 ? channel(index) : disk(index);
}

const disk = (index: number): string[] => [
  `    <disk type='${index % 2 === 0 ? 'block' : 'file'}' device='disk'>`,
  "      <driver name='qemu' type='raw' cache='none' io='native' discard='unmap'/>",
  `      <source ${index % 2 === 0 ? `dev='/dev/mapper/volumes-disk${index}'` : `file='/var/lib/images/disk${index}.img'`}/>`,
  `      <target dev='vd${letters(index)}' bus='virtio'/>`,
  `      <serial>disk-${index}</serial>`,
  `      <!-- the volume of customer ${index}, see the list in the wiki -->`,
  `      <alias name='ua-disk-${index}'/>`,
  '    </disk>',
];

const card = (index: number): string[] => [
  "    <interface type='user'>",
  `      <mac address='52:54:00:00:${hex(index >> 8)}:${hex(index & 255)}'/>`,
  "      <model type='virtio'/>",
  `      <alias name='ua-net-${index}'/>`,
  '    </interface>',
];

const channel = (index: number): string[] => [
  "    <channel type='unix'>",
  `      <source mode='bind' path='/run/guests/long/channel${index}.sock'/>`,
  `      <target type='virtio' name='org.example.channel.${index}'/>`,
  `      <alias name='ua-channel-${index}'/>`,
  '    </channel>',
];

/** One of what has rules about others of its kind. */
const small = (index: number): string[] =>
  [
    ["    <controller type='scsi' model='virtio-scsi'/>"],
    ["    <serial type='pty'><target type='usb-serial'/></serial>", "    <serial type='pty'/>"],
    [
      "    <hostdev mode='subsystem' type='usb'>",
      `      <source><address bus='1' device='${(index % 127) + 1}'/></source>`,
      '    </hostdev>',
    ],
    ["    <console type='pty'><target type='virtio'/></console>"],
    ["    <input type='tablet' bus='usb'/>"],
  ][Math.floor(index / 5) % 5] ?? [];

const letters = (index: number): string => {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : `${letters(Math.floor(index / 26) - 1)}${last}`;
};

const hex = (number: number): string => number.toString(16).padStart(2, '0');

/** What a management program keeps in a domain: deep, in a namespace of its own. */
const foreignMetadata: Part = (lines) => [
  "    <app:guest xmlns:app='https://example.org/app/1'>",
  ...pieces(lines - 2, (index) => [
    `      <app:volume id='${index}' state='attached'>`,
    `        <app:label>customer ${index} &amp; others</app:label>`,
    `        <app:policy><app:backup every='day' keep='30'/></app:policy>`,
    '      </app:volume>',
  ]),
  '    </app:guest>',
];

const ownMetadata: Part = (lines) => [
  '    <v:devices>',
  ...pieces(lines - 2, (index) => [
    '      <!--',
    `        Node ${index} is here since the program in the guest opens it by itself;`,
    '        ask before you take it away.',
    '      -->',
    `      <v:node path='/dev/special/node${index}'/>`,
  ]),
  '    </v:devices>',
];

/** Misspelt names and values, places taken twice, what is missing: half of them with a guess what was meant. */
const mistakes: Part = (lines) =>
  pieces(lines, (index) => [
    "    <disk type='file' devise='disk'>",
    "      <driver name='qemu' type='qcow3' cache='nonee'/>",
    `      <sorce file='images/disk${index}.img'/>`,
    "      <target dev='vda' buss='virtio'/>",
    "      <address type='pci' slot='0x99'/>",
    '    </disk>',
    "    <interfase type='user'/>",
    "    <serial type='pty'><target port='0'/></serial>",
  ]);

/** As if each line were being typed. */
const unclosed: Part = (lines) =>
  pieces(lines, (index) => [
    "    <disk type='file'",
    `      <source file='/images/disk${index}.img'/>`,
    "      <target dev='vda bus='virtio'/>",
    '    </disks>',
  ]);
