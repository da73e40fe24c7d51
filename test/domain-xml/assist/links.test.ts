import { expect, test } from 'vitest';
import { links } from '../../../domain-xml/assist/links.ts';
import { parseXml } from '../../../domain-xml/parse/parseXml.ts';
import { domainText } from '../domainText.ts';

function linked(text: string): string[] {
  const { lines, ...document } = parseXml(text);
  return links({ lines, ...document }).map((link) => {
    const from = text.slice(link.span.start, link.span.end);
    if ('path' in link) return `${from} → file`;
    return `${from} → line ${lines.position(link.element.start).line + 1}`;
  });
}

test('files have links, wherever the schema has a path, and devices have none', () => {
  const text = domainText({
    os: "<os><type>hvm</type><kernel>/boot/vmlinuz</kernel>\n<loader type='rom'>/fw</loader></os>",
    devices: `<emulator>/usr/bin/qemu</emulator>
<disk><source file='/a.img'/><target dev='vda'/></disk>
<disk type='block'><source dev='/dev/sda'/><target dev='vdb'/></disk>
<serial type='file'><source path='/log'/></serial>
<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
<disk><source file='relative'/></disk>`,
  });
  expect(linked(text)).toEqual([
    '/boot/vmlinuz → file',
    '/fw → file',
    '/usr/bin/qemu → file',
    '/a.img → file',
    '/log → file',
  ]);
});

test('boot devices lead to the first of their kind, addresses to their controllers', () => {
  const text = `<domain><os><boot dev='cdrom'/><boot dev='network'/><boot dev='fd'/></os><devices>
<controller type='scsi' index='1'/>
<controller type='pci' index='1' model='pcie-root-port'/>
<disk><target dev='sda' bus='scsi'/><address type='drive' controller='1'/></disk>
<disk device='cdrom'><target dev='sdb'/><address type='drive' controller='2'/></disk>
<interface><address type='pci' bus='0x01' slot='0'/></interface>
</devices></domain>`;
  expect(linked(text)).toEqual(['cdrom → line 5', 'network → line 6', '1 → line 2', '0x01 → line 3']);
});
