import { expect, test } from 'vitest';
import { type OutlineItem, outline } from '../../../domain-xml/assist/outline.ts';
import { parseXml } from '../../../domain-xml/parse/parseXml.ts';
import { fc } from '../../properties.ts';
import { domainText } from '../domainText.ts';
import { anything } from '../xmlArbitrary.ts';

const drawn = (items: readonly OutlineItem[], depth = 0): string =>
  items
    .map(
      ({ name, detail, kind, children }) =>
        `${'  '.repeat(depth)}${kind} ${name}${detail && `: ${detail}`}\n${drawn(children, depth + 1)}`,
    )
    .join('');

test('devices are told apart by what they are called', () => {
  const text = domainText({
    devices: `<emulator>/usr/bin/qemu</emulator>
<disk type='file' device='cdrom'><source file='/iso'/><target dev='sda' bus='sata'/></disk>
<controller type='scsi' index='1' model='virtio-scsi'/>
<interface type='user'><mac address='52:54:00:00:00:01'/><model type='virtio'/></interface>
<serial type='pty'><target port='1'/></serial><serial/>
<console type='pty'><target type='virtio'/></console>
<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
<hostdev mode='subsystem' type='usb'><alias name='ua-key'/></hostdev>
<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
<video><model type='vga'/></video><future type='x'/>`,
  });
  expect(`\n${drawn(outline(parseXml(text)))}`).toMatchInlineSnapshot(`
    "
    domain domain: guest
      text name: guest
      text memory: 64 MiB
      element os
        text type: hvm
      element devices
        device emulator: /usr/bin/qemu
        device disk sda: /iso
          element source: /iso
          element target: sda sata
        device controller scsi 1
        device interface virtio 52:54:00:00:00:01
          element mac: 52:54:00:00:00:01
          element model: virtio
        device serial 1
          element target: 1
        device serial 1
        device console virtio 0
          element target: virtio
        device channel org.qemu.guest_agent.0
          element target: virtio org.qemu.guest_agent.0
        device hostdev usb ua-key
          element alias: ua-key
        device rng virtio
          text backend: /dev/urandom random
        device video vga
          element model: vga
        device future x
    "
  `);
});

test('a device that is being typed is in it', () => {
  const text = "<domain><devices><disk><target dev='vda'/><source file='/a\n<serial/></devices></domain>";
  expect(`\n${drawn(outline(parseXml(text)))}`).toMatchInlineSnapshot(`
    "
    domain domain
      element devices
        device disk vda: /a
          element target: vda
          element source: /a
          element serial
    "
  `);
});

test('any text has one, in which names lie in what they name', () => {
  const check = (items: readonly OutlineItem[], within: { start: number; end: number }): void => {
    for (const { span, nameSpan, name, children } of items) {
      expect(name).not.toBe('');
      expect(span.start).toBeGreaterThanOrEqual(within.start);
      expect(span.end).toBeLessThanOrEqual(within.end);
      expect(nameSpan.start).toBeGreaterThanOrEqual(span.start);
      expect(nameSpan.end).toBeLessThanOrEqual(span.end);
      check(children, span);
    }
  };
  fc.assert(fc.property(anything, (text) => check(outline(parseXml(text)), { start: 0, end: text.length })));
});
