import { escapeAttribute } from '../../domain-xml/textEdit.ts';
import type { NewVm } from './newVm.ts';

/** Where the files of a machine are. */
export interface Places {
  readonly disk: string;
  readonly seed: string;
}

/** A new machine's XML, as somebody would write it by hand: it is theirs to edit from here on. */
export function newDomainXml(vm: NewVm, places: Places): string {
  const { name, size, hasKvm, origin } = vm;
  const lines = [
    `<domain type='${hasKvm ? 'kvm' : 'qemu'}'>`,
    `  <name>${escaped(name)}</name>`,
    `  <memory unit='MiB'>${size.memoryMiB}</memory>`,
    `  <vcpu>${size.cpus}</vcpu>`,
    ...os(vm),
    '  <features>',
    '    <acpi/>',
    '  </features>',
    `  <cpu mode='host-passthrough'/>`,
    '  <devices>',
    ...disks(vm, places),
    ...(origin.kind === 'kernel' ? [] : NETWORK),
    ...(origin.kind === 'iso' ? SCREEN : []),
    ...CONSOLE,
    '  </devices>',
    '</domain>',
  ];
  return `${lines.join('\n')}\n`;
}

function os({ origin }: NewVm): string[] {
  const type = `    <type arch='x86_64' machine='q35'>hvm</type>`;
  switch (origin.kind) {
    case 'kernel':
      return [
        '  <os>',
        type,
        `    <kernel>${escaped(origin.image)}</kernel>`,
        ...(origin.initrd === undefined ? [] : [`    <initrd>${escaped(origin.initrd)}</initrd>`]),
        '    <cmdline>console=ttyS0</cmdline>',
        '  </os>',
      ];
    case 'cloud':
      return ['  <os>', type, `    <boot dev='hd'/>`, '  </os>'];
    case 'iso':
      // A disk without a system is passed by, so that the CD is booted until something is installed.
      return ['  <os>', type, `    <boot dev='hd'/>`, `    <boot dev='cdrom'/>`, '  </os>'];
  }
}

function disks({ origin }: NewVm, places: Places): string[] {
  if (origin.kind === 'kernel') return [];
  return [
    ...disk({ device: 'disk', format: 'qcow2', file: places.disk, target: 'vda', bus: 'virtio' }),
    ...(origin.kind === 'cloud'
      ? disk({ device: 'disk', format: 'raw', file: places.seed, target: 'vdb', bus: 'virtio', readonly: true })
      : disk({ device: 'cdrom', format: 'raw', file: origin.image, target: 'sda', bus: 'sata', readonly: true })),
  ];
}

interface NewDisk {
  readonly device: 'disk' | 'cdrom';
  readonly format: 'qcow2' | 'raw';
  readonly file: string;
  readonly target: string;
  readonly bus: 'virtio' | 'sata';
  readonly readonly?: true;
}

const disk = ({ device, format, file, target, bus, readonly }: NewDisk): string[] => [
  `    <disk type='file' device='${device}'>`,
  `      <driver name='qemu' type='${format}'/>`,
  `      <source file='${escaped(file)}'/>`,
  `      <target dev='${target}' bus='${bus}'/>`,
  ...(readonly ? ['      <readonly/>'] : []),
  '    </disk>',
];

const NETWORK = [`    <interface type='user'>`, `      <model type='virtio'/>`, '    </interface>'];

/** Installers want one. It is at no address: only this domain's owner sees it, in the editor. */
const SCREEN = [
  `    <graphics type='vnc'>`,
  `      <listen type='none'/>`,
  '    </graphics>',
  '    <video>',
  `      <model type='vga'/>`,
  '    </video>',
];

const CONSOLE = [
  `    <serial type='pty'>`,
  `      <target port='0'/>`,
  '    </serial>',
  `    <console type='pty'>`,
  `      <target type='serial' port='0'/>`,
  '    </console>',
  `    <rng model='virtio'>`,
  `      <backend model='random'>/dev/urandom</backend>`,
  '    </rng>',
];

const escaped = escapeAttribute;
