import { expect, test } from 'vitest';
import { namedPaths } from '../../../domain-xml/assist/namedPaths.ts';
import { parseXml } from '../../../domain-xml/parse/parseXml.ts';
import { diskImages } from '../../../extension/language/diskImages.ts';
import { hostFindings, pathsToLookAt } from '../../../extension/language/hostFindings.ts';
import { domainText, type Parts } from '../../domain-xml/domainText.ts';
import { drawn } from '../../domain-xml/drawn.ts';
import { english } from '../l10n.ts';

const DISK = "<disk><source file='/a.img'/><target dev='vda'/></disk>";
const CONSOLE = '<serial/>';

interface Given {
  readonly missing?: readonly string[];
  /** Another open file's text. */
  readonly other?: string;
}

function found(parts: Parts | string, { missing = [], other }: Given = {}): string {
  const text = typeof parts === 'string' ? parts : domainText(parts);
  const images = other === undefined ? [] : diskImages(namedPaths(parseXml(other)));
  const sight = {
    isMissing: (path: string) => missing.includes(path),
    others: images.map((image) => ({ file: 'b.domain.xml', image })),
  };
  const document = parseXml(text);
  return drawn(text, hostFindings(document, namedPaths(document), sight, english));
}

test('files and nodes that are not there are underlined', () => {
  const parts = {
    os: '<os><type>hvm</type><kernel>/vmlinuz</kernel></os>',
    devices: `${DISK}\n<disk type='block'><source dev='/dev/sdz'/><target dev='vdb'/></disk>\n${CONSOLE}`,
  };
  expect(found(parts, { missing: ['/a.img', '/dev/sdz', '/vmlinuz'] })).toMatchInlineSnapshot(`
    "<os><type>hvm</type><kernel>/vmlinuz</kernel></os>
                                ^^^^^^^^ warning missing-file: There is no file /vmlinuz.
    <disk><source file='/a.img'/><target dev='vda'/></disk>
                        ^^^^^^ warning missing-file: There is no file /a.img.
    <disk type='block'><source dev='/dev/sdz'/><target dev='vdb'/></disk>
                                    ^^^^^^^^ warning missing-device-node: This host has no /dev/sdz."
  `);
  expect(found(parts)).toBe('');
});

test('only what has to be there is looked at', () => {
  const text = domainText({
    devices: `${DISK}
<serial type='file'><source path='/made'/></serial>
<serial type='dev'><source path='/dev/ttyS0'/></serial>
<channel type='unix'><source path='/socket'/><target type='virtio'/></channel>
<graphics type='vnc' socket='/vnc'/>`,
  });
  expect(pathsToLookAt(namedPaths(parseXml(text)))).toEqual(['/dev/kvm', '/a.img', '/dev/ttyS0']);
});

test('a host without KVM cannot run kvm', () => {
  expect(found({ devices: CONSOLE }, { missing: ['/dev/kvm'] })).toMatchInlineSnapshot(`
    "<domain type='kvm'>
                  ^^^ warning no-kvm: This host has no /dev/kvm. Type qemu works without it, more slowly."
  `);
  expect(found({ devices: CONSOLE, attributes: "type='qemu'" }, { missing: ['/dev/kvm'] })).toBe('');
});

test('one image in two open domains, or twice in one', () => {
  const other = domainText({ devices: DISK });
  expect(found({ devices: DISK + CONSOLE }, { other })).toMatchInlineSnapshot(`
    "<disk><source file='/a.img'/><target dev='vda'/></disk><serial/>
                        ^^^^^^ warning image-in-use: A disk in b.domain.xml has the same image: if both domains run, they destroy it."
  `);
  expect(found({ devices: `${DISK}\n${DISK.replace('vda', 'vdb')}${CONSOLE}` })).toMatchInlineSnapshot(`
    "<disk><source file='/a.img'/><target dev='vdb'/></disk><serial/>
                        ^^^^^^ warning image-in-use: Another disk of this domain has the same image: writing to both destroys it."
  `);
});

test.each([
  ['a CD-ROM', "<disk device='cdrom'><source file='/a.img'/></disk>"],
  ['what is only read', "<disk><source file='/a.img'/><readonly/></disk>"],
  ['what is meant for several', "<disk><source file='/a.img'/><shareable/></disk>"],
])('%s may be in two', (_, disk) => {
  expect(found({ devices: disk + CONSOLE }, { other: domainText({ devices: disk }) })).toBe('');
});

test('a domain that nobody can see', () => {
  expect(found({ devices: DISK })).toMatchInlineSnapshot(`
    "<devices>
     ^^^^^^^ information no-console: The domain has no console: nobody can see what it does."
  `);
  expect(found({})).toMatchInlineSnapshot(`
    "<domain type='kvm'>
     ^^^^^^ information no-console: The domain has no console: nobody can see what it does."
  `);
  expect(found({ devices: "<graphics type='vnc'/>" })).toBe('');
});

test('nothing is said of a text that is being mended', () => {
  expect(found('<domain><devices><disk', { missing: ['/dev/kvm'] })).toBe('');
  expect(found('<network/>')).toBe('');
});
