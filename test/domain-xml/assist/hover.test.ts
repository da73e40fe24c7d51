import { describe, expect, test } from 'vitest';
import type { AddedNode } from '../../../domain-xml/assist/addedNodes.ts';
import { hoverMarkdown, hoverSubject } from '../../../domain-xml/assist/hover.ts';
import { codeMarkdown, plainMarkdown } from '../../../domain-xml/assist/markdown.ts';
import { english } from '../../extension/l10n.ts';
import { marked } from './marked.ts';

/** What is hovered, and what is told of it. */
function told(text: string, nodes: readonly AddedNode[] = []): string {
  const { document, offset } = marked(text);
  const subject = hoverSubject(document, offset);
  if (!subject) return 'nothing';
  const over = document.text.slice(subject.span.start, subject.span.end);
  return [`over: ${over}`, ...hoverMarkdown(document, subject, nodes, english)].join('\n\n');
}

const inDevices = (xml: string): string => `<domain type='kvm'><devices>${xml}</devices></domain>`;
const DISK = "<disk type='block'><source dev='/dev/disk/by-id/a'/><target dev='vda' bus='virtio'/></disk>";

const element = '/domain/devices/disk/source';
const NODES: readonly AddedNode[] = [
  { path: '/dev/disk', kind: 'directory', reasons: [{ kind: 'element', element }] },
  { path: '/dev/disk/by-id/a', kind: 'link', target: '../../sda', reasons: [{ kind: 'element', element }] },
  { path: '/dev/kvm', kind: 'char', major: 10, minor: 232, reasons: [{ kind: 'element', element: '/domain' }] },
  { path: '/dev/null', kind: 'char', major: 1, minor: 3, reasons: [{ kind: 'default' }] },
  { path: '/dev/sda', kind: 'block', major: 8, minor: 0, reasons: [{ kind: 'link', path: '/dev/disk/by-id/a' }] },
];

describe('what is told', () => {
  test('of an element', () => {
    expect(told(inDevices(DISK.replace('<target', '<tar|get')))).toMatchInlineSnapshot(`
      "over: target

      \`<target>\` · required

      How the guest sees the disk.

      Attributes: \`dev\` (required), \`bus\`, \`tray\`"
    `);
    expect(told(inDevices(DISK.replace('</disk>', '</di|sk>')))).toMatchInlineSnapshot(`
      "over: disk

      \`<disk>\`

      A hard disk or CD-ROM drive. A disk that is a block device of the host. The device becomes part of the private /dev.

      Attributes: \`type\`, \`device\`

      Elements: \`<source>\`, \`<driver>\`, \`<target>\` (required), \`<readonly>\`, \`<shareable>\`, \`<serial>\`, \`<boot>\`, \`<alias>\`, \`<address>\`"
    `);
  });

  test('of an attribute', () => {
    expect(told(inDevices(DISK.replace('bus=', 'b|us=')))).toMatchInlineSnapshot(`
      "over: bus

      \`bus\`

      The kind of bus; from the first letters of dev unless given.

      - \`virtio\`: A virtio block device: fast, needs a driver in the guest.
      - \`ide\`: The IDE controller of a pc machine.
      - \`sata\`: A SATA controller, as q35 has one built in.
      - \`scsi\`: A SCSI controller."
    `);
    expect(told(inDevices(DISK.replace('type=', 'ty|pe=')))).toMatchInlineSnapshot(`
      "over: type

      \`type\`

      The kind, which decides what else the element has.

      - \`file\`: A disk whose image is a file.
      - \`block\`: A disk that is a block device of the host. The device becomes part of the private /dev.
      - \`nvme\`: A namespace of an NVMe controller of the host, which QEMU drives itself."
    `);
  });

  test('of a value', () => {
    expect(told(inDevices(DISK.replace('virtio', 'vir|tio')))).toMatchInlineSnapshot(`
      "over: virtio

      \`bus\`

      The kind of bus; from the first letters of dev unless given.

      - \`virtio\`: A virtio block device: fast, needs a driver in the guest."
    `);
    expect(told("<domain type='kvm'><on_crash>des|troy</on_crash></domain>")).toMatchInlineSnapshot(`
      "over: destroy

      \`<on_crash>\`

      What happens when the guest crashes; destroy unless given.

      - \`destroy\`: The machine ends, and its resources are free."
    `);
    expect(told("<domain type='kvm'><vcpu> 1|2 </vcpu></domain>")).toMatchInlineSnapshot(`
      "over: 12

      \`<vcpu>\` · a whole number from 1 to 4096

      The number of virtual CPUs."
    `);
  });

  test('of what puts nodes into the private /dev', () => {
    expect(told(inDevices(DISK.replace('<source dev', '<source d|ev')), NODES)).toMatchInlineSnapshot(`
      "over: dev

      \`dev\` · required · an absolute path

      The path of the block device.

      Needs in the private /dev:

      - \`/dev/disk/by-id/a\`: → ../../sda
      - \`/dev/sda\`: block 8:0"
    `);
    expect(told(inDevices(DISK).replace('<domain', '<dom|ain'), NODES)).toMatchInlineSnapshot(`
      "over: domain

      \`<domain>\` · required

      A virtual machine.

      Attributes: \`type\` (required), \`id\`

      Elements: \`<name>\` (required), \`<uuid>\`, \`<title>\`, \`<description>\`, \`<metadata>\`, \`<maxMemory>\`, \`<memory>\` (required), \`<currentMemory>\`, \`<memoryBacking>\`, \`<vcpu>\`, \`<os>\` (required), \`<features>\`, \`<cpu>\`, \`<clock>\`, \`<on_poweroff>\`, \`<on_reboot>\`, \`<on_crash>\`, \`<devices>\`, \`<launchSecurity>\`

      Needs in the private /dev:

      - \`/dev/disk/by-id/a\`: → ../../sda
      - \`/dev/kvm\`: character 10:232
      - \`/dev/sda\`: block 8:0"
    `);
  });
});

test('another element of the same kind adds its own nodes', () => {
  const two = `${DISK}${DISK}`.replace('<disk', '<di|sk');
  const ofSecond: readonly AddedNode[] = [
    { path: '/dev/sdb', kind: 'block', reasons: [{ kind: 'element', element: '/domain/devices/disk[2]/source' }] },
  ];
  expect(told(inDevices(two), ofSecond)).not.toContain('/dev/sdb');
  expect(told(inDevices(`${DISK}${DISK.replace('<disk', '<di|sk')}`), ofSecond)).toContain('/dev/sdb');
});

test('many nodes are counted', () => {
  const many = Array.from(
    { length: 20 },
    (_, n): AddedNode => ({
      path: `/dev/sd${n}`,
      kind: 'block',
      reasons: [{ kind: 'element', element: '/domain/devices/disk' }],
    }),
  );
  expect(told(inDevices(DISK.replace('<disk', '<di|sk')), many)).toMatch(/- `\/dev\/sd11`: block\n- and 8 more$/);
});

test.each([
  '<dom|ain2/>',
  inDevices('<dis|q/>'),
  inDevices("<disk ty|pes='a'/>"),
  inDevices('<disk>te|xt</disk>'),
  "<domain type='kvm'>  |  </domain>",
  '<!-- <dom|ain> --><domain/>',
])('nothing is told of what the table does not have: %s', (text) => {
  expect(told(text)).toBe('nothing');
});

test('the table’s lines and anybody’s text are no Markdown', () => {
  expect(plainMarkdown('<boot dev> in *os* [a](b) `c`')).toBe('\\<boot dev\\> in \\*os\\* \\[a\\](b) \\`c\\`');
  expect(codeMarkdown('a`b``c')).toBe('``` a`b``c ```');
});
