import { describe, expect, test } from 'vitest';
import { asksFor, complete } from '../../../domain-xml/assist/complete.ts';
import type { Completion, HostWord } from '../../../domain-xml/assist/completion.ts';
import { cursorContext } from '../../../domain-xml/assist/cursorContext.ts';
import { filled } from '../../../domain-xml/assist/snippetText.ts';
import { english } from '../../extension/l10n.ts';
import { marked } from './marked.ts';

function at(text: string, host: readonly HostWord[] = []): Completion[] {
  const { document, offset } = marked(text);
  return complete(document, offset, { host, l10n: english });
}

const labels = (completions: readonly Completion[], kind?: Completion['kind']): string[] =>
  completions.flatMap((each) => (kind === undefined || each.kind === kind ? [each.label] : []));

/** The text after a completion was taken, its stops left as they are. */
function taken(text: string, label: string, host?: readonly HostWord[]): string {
  const { document } = marked(text);
  const found = at(text, host).find((each) => each.label === label);
  if (!found) throw new Error(`${label} is not among ${labels(at(text, host)).join(', ')}`);
  const inserted = found.isSnippet ? filled(found.insertText) : found.insertText;
  return document.text.slice(0, found.span.start) + inserted + document.text.slice(found.span.end);
}

const inDevices = (xml: string): string => `<domain type='kvm'><devices>${xml}</devices></domain>`;

describe('elements', () => {
  test('that may stand here, first those that must, without those that are there once already', () => {
    expect(labels(at("<domain type='kvm'><vcpu>1</vcpu><name>a</name>|</domain>")).slice(0, 6)).toEqual([
      'memory',
      'os',
      'uuid',
      'title',
      'description',
      'metadata',
    ]);
    expect(labels(at(inDevices('<disk/>|')), 'element')).toContain('disk');
    expect(labels(at(inDevices('<emulator>/usr/bin/qemu-kvm</emulator>|')))).not.toContain('emulator');
  });

  test('by the attribute that decides', () => {
    expect(labels(at(inDevices("<rng model='virtio'><backend model='egd' type='unix'>|</backend></rng>")))).toEqual([
      'source',
    ]);
    expect(labels(at(inDevices("<rng model='virtio'><backend model='builtin'>|</backend></rng>")))).toEqual([]);
    expect(labels(at(inDevices('<interface>|</interface>')))).toEqual([]);
  });

  test.each([
    ['|', '<boot dev="hd"/>'],
    ['<|', '<boot dev="hd"/>'],
    ['<bo|', '<boot dev="hd"/>'],
    ['bo|', '<boot dev="hd"/>'],
    ['<bo|ot/>', '<boot/>'],
    ['<b| dev="hd"/>', '<boot dev="hd"/>'],
  ])('are written with what they must have: %s', (typed, expected) => {
    const text = (within: string) => `<domain type="kvm"><os>${within}</os></domain>`;
    expect(taken(text(typed), 'boot')).toBe(text(expected));
  });

  test('that must hold others hold them', () => {
    expect(taken(inDevices('|'), 'rng')).toBe(
      inDevices("<rng model='virtio'>\n\t<backend model='random'>\n\t\t\n\t</backend>\n</rng>"),
    );
    expect(taken(inDevices('|'), 'tpm')).toBe(inDevices("<tpm>\n\t<backend type='passthrough'/>\n</tpm>"));
    expect(taken(inDevices('|'), 'disk')).toBe(inDevices("<disk type='file'>\n\t<target dev=''/>\n</disk>"));
  });

  test('with content are open, those without are closed', () => {
    expect(taken("<domain type='kvm'>|</domain>", 'features')).toBe(
      "<domain type='kvm'><features>\n\t\n</features></domain>",
    );
    expect(taken("<domain type='kvm'><features>|</features></domain>", 'acpi')).toContain(
      '<features><acpi/></features>',
    );
    expect(taken("<domain type='kvm'>|</domain>", 'on_crash')).toContain('<on_crash>destroy</on_crash>');
  });

  test('of other programs are left to them', () => {
    expect(at("<domain type='kvm'><metadata>|</metadata></domain>")).toEqual([]);
    expect(at('<network><|</network>').filter(({ kind }) => kind !== 'end-tag')).toEqual([]);
  });
});

describe('attributes', () => {
  test('that are not there yet, first those that must be', () => {
    expect(labels(at(inDevices("<disk><target bus='virtio' |/></disk>")))).toEqual(['dev', 'tray']);
    expect(at(inDevices('<disk><target |/></disk>')).map(({ label, detail }) => [label, detail])).toEqual([
      ['dev', 'required: a device name such as vda, sda or hda'],
      ['bus', 'one of virtio, ide, sata, scsi'],
      ['tray', 'only closed'],
    ]);
  });

  test('that decide are among them', () => {
    expect(labels(at(inDevices('<interface |>')))).toEqual(['type']);
    expect(labels(at(inDevices("<interface type='hostdev' |>")))).toEqual(['managed']);
  });

  test('come with quotes of the kind that the document has; of one with a value only the name is replaced', () => {
    expect(taken('<domain type="kvm"><os><boot |/></os></domain>', 'dev')).toContain('<boot dev=""/>');
    expect(taken(inDevices('<interface |/>'), 'type')).toContain("<interface type=''/>");
    expect(taken(inDevices("<disk><target b|='virtio'/></disk>"), 'bus')).toContain("<target bus='virtio'/>");
    expect(taken(inDevices('<disk><target t|/></disk>'), 'tray')).toContain("<target tray='closed'/>");
  });

  test('ask for their values when there is something to suggest', () => {
    const goesOn = (text: string) => at(text).flatMap((each) => (each.goesOn ? [each.label] : []));
    expect(goesOn(inDevices("<disk type='block'><source |/></disk>"))).toEqual(['dev']);
    expect(goesOn(inDevices('<disk><target |/></disk>'))).toEqual(['bus']);
  });
});

describe('values', () => {
  test('with what they mean, without those that are not supported', () => {
    expect(at("<domain type='|'/>").map(({ label, documentation }) => [label, documentation])).toEqual([
      ['kvm', 'Runs on the host’s processor; needs /dev/kvm.'],
      ['qemu', 'Emulated (TCG): slow, and works everywhere.'],
    ]);
  });

  test('are replaced whole, and quoted where nothing is yet', () => {
    expect(taken("<domain type='k|xm'/>", 'kvm')).toBe("<domain type='kvm'/>");
    expect(taken('<domain type=|/>', 'kvm')).toBe("<domain type='kvm'/>");
    expect(taken("<domain type='|\n  <name/></domain>", 'kvm')).toBe("<domain type='kvm\n  <name/></domain>");
  });

  test('of the attribute that decides', () => {
    expect(labels(at(inDevices("<disk type='|'/>")))).toEqual(['file', 'block', 'nvme']);
    expect(labels(at(inDevices("<interface type='nonsense|'/>")))).toEqual(['user', 'hostdev']);
  });

  test('behind a whole one all are found by it, behind a part by themselves', () => {
    const sought = (text: string) => at(text).map(({ label, filterText }) => [label, filterText]);
    expect(sought("<domain type='kvm|'/>")).toEqual([
      ['kvm', 'kvm'],
      ['qemu', 'kvm'],
    ]);
    expect(sought("<domain type='k|vm'/>")).toEqual([
      ['kvm', undefined],
      ['qemu', undefined],
    ]);
  });

  test('that are the text of an element', () => {
    const text = (within: string) => `<domain type='kvm'><on_reboot>${within}</on_reboot></domain>`;
    expect(labels(at(text('|')))).toEqual(['destroy', 'restart', 'preserve', 'rename-restart']);
    expect(taken(text('re|start'), 'destroy')).toBe(text('destroy'));
    expect(taken(text('\n  re|\n'), 'restart')).toBe(text('\n  restart\n'));
  });

  test('from this host, as far as they are supported, written as XML', () => {
    const host = [
      { value: '/dev/loop0', doc: 'A block device.' },
      { value: '/dev/mapper/a&b', doc: '' },
      { value: 'nothing absolute', doc: '' },
    ];
    const text = inDevices("<disk type='block'><source dev='/dev/l|'/></disk>");
    expect(labels(at(text, host))).toEqual(['/dev/loop0', '/dev/mapper/a&b']);
    expect(taken(text, '/dev/mapper/a&b', host)).toContain("<source dev='/dev/mapper/a&amp;b'/>");
  });
});

describe('ends', () => {
  test('of the innermost element that is open', () => {
    expect(taken('<domain><devices></|', '</devices>')).toBe('<domain><devices></devices>');
    expect(taken('<domain><devices></|></domain>', '</devices>')).toBe('<domain><devices></devices></domain>');
    expect(taken('<domain><devices>|</domain>', '</devices>')).toBe('<domain><devices></devices></domain>');
    expect(taken('<domain><devices><|</domain>', '</devices>')).toBe('<domain><devices></devices></domain>');
  });

  test('are not offered where they are', () => {
    expect(labels(at(inDevices('|')), 'end-tag')).toEqual([]);
  });
});

test.each([
  ['<', '<domain><|', true],
  ['<', '<domain><name>a &lt;|', false],
  [' ', '<domain |', true],
  [' ', '<domain>  |', false],
  [' ', "<domain type='a |'", false],
  ['/', '<domain></|', true],
  ['/', '<domain/|', false],
  ["'", "<domain type='|'", true],
  ["'", "<domain type='kvm'|", false],
  ['"', '<domain>"|', false],
])('typing %j in %j asks: %s', (character, text, expected) => {
  const { document, offset } = marked(text);
  expect(asksFor(character, cursorContext(document, offset), false)).toBe(expected);
});
