// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the stops of snippets are written so.

import type { Words } from '../message.ts';
import type { NamedSnippet } from './deviceSnippets.ts';

/** Whole domains, for a document that has none yet. The files they name are those of the samples. */
export const domainTemplates = (l10n: Words): readonly NamedSnippet[] => [
  {
    label: l10n.t('New domain: disk image'),
    doc: l10n.t('A machine that boots from a disk image, with a serial console and a network that needs no rights.'),
    snippet: domain(
      ['\t<os>', "\t\t<type arch='x86_64' machine='${6|pc,q35|}'>hvm</type>", "\t\t<boot dev='hd'/>", '\t</os>'],
      [
        "\t\t<disk type='file' device='disk'>",
        "\t\t\t<driver name='qemu' type='${7|raw,qcow2|}'/>",
        "\t\t\t<source file='${8:/var/cache/virtcell/boot-sector.img}'/>",
        "\t\t\t<target dev='vda' bus='virtio'/>",
        '\t\t</disk>',
      ],
    ),
  },
  {
    label: l10n.t('New domain: Linux kernel'),
    doc: l10n.t('A machine whose kernel and initial RAM disk QEMU loads itself, with a shell on its serial console.'),
    snippet: domain(
      [
        '\t<os>',
        "\t\t<type arch='x86_64' machine='${6|pc,q35|}'>hvm</type>",
        '\t\t<kernel>${7:/var/cache/virtcell/linux-guest/vmlinuz}</kernel>',
        '\t\t<initrd>${8:/var/cache/virtcell/linux-guest/initrd.img}</initrd>',
        '\t\t<cmdline>${9:console=ttyS0}</cmdline>',
        '\t</os>',
      ],
      [],
    ),
  },
];

const domain = (os: readonly string[], disks: readonly string[]): string =>
  [
    "<domain type='${1|qemu,kvm|}'>",
    '\t<name>${2:vm}</name>',
    "\t<memory unit='${3|MiB,GiB|}'>${4:512}</memory>",
    '\t<vcpu>${5:2}</vcpu>',
    ...os,
    '\t<features>',
    '\t\t<acpi/>',
    '\t</features>',
    '\t<devices>',
    ...disks,
    "\t\t<interface type='user'>",
    "\t\t\t<model type='virtio'/>",
    '\t\t</interface>',
    "\t\t<serial type='pty'>",
    "\t\t\t<target port='0'/>",
    '\t\t</serial>',
    "\t\t<rng model='virtio'>",
    "\t\t\t<backend model='random'>/dev/urandom</backend>",
    '\t\t</rng>',
    '\t</devices>',
    '</domain>',
    '',
  ].join('\n');
