import { describe, expect, test } from 'vitest';
import { type LiveState, liveXml, withUuid } from '../../domain-xml/live.ts';
import { NO_LAYOUT } from '../../domain-xml/liveLayout.ts';
import type { Domain } from '../../domain-xml/model/domain.ts';
import { readDomain } from '../../domain-xml/readDomain.ts';
import { fc, runs } from '../properties.ts';
import { domainArbitrary } from './domainArbitrary.ts';

const UUID = 'c7a5fdbd-edaf-9455-926a-d65c16db1809';
const state = (ttys: LiveState['ttys'] = {}, id = 3): LiveState => ({ uuid: UUID, id, ttys, layout: NO_LAYOUT });

function live(text: string, with_ = state()): string {
  const { document, domain, diagnostics } = readDomain(text);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return domain ? liveXml({ document, domain }, with_) : '';
}

const GUEST = `<domain type='kvm'>
  <name>guest</name>
  <memory unit='MiB'>64</memory>
  <os>
    <type>hvm</type>
  </os>
  <!-- devices follow -->
  <devices>
    <disk type='file'>
      <source file='/a'/>
      <target dev='vda'/>
      <address type='pci' slot='5'/>
    </disk>
    <controller type='scsi'/>
    <serial type='pty'/>
    <console type='pty'>
      <target type='serial' port='0'/>
    </console>
    <console type='pty'><target type='virtio'/></console>
    <channel>
      <target type='virtio'/>
    </channel>
    <graphics type='vnc'/>
    <memballoon model='virtio' ></memballoon>
  </devices>
</domain>
`;
const TTYS = { serial0: '/dev/pts/3', console1: '/dev/pts/4', channel0: '/dev/pts/5' };

describe('a running domain', () => {
  test('shows its id, UUID, aliases and terminals; all else is as it was', () => {
    expect(live(GUEST, state(TTYS))).toMatchInlineSnapshot(`
      "<domain type='kvm' id='3'>
        <name>guest</name>
        <uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>
        <memory unit='MiB'>64</memory>
        <os>
          <type>hvm</type>
        </os>
        <!-- devices follow -->
        <devices>
          <disk type='file'>
            <source file='/a'/>
            <target dev='vda'/>
            <alias name='virtio-disk0'/>
            <address type='pci' slot='5'/>
          </disk>
          <controller type='scsi'>
            <alias name='scsi0'/>
          </controller>
          <serial type='pty'>
            <source path='/dev/pts/3'/>
            <alias name='serial0'/>
          </serial>
          <console type='pty' tty='/dev/pts/3'>
            <source path='/dev/pts/3'/>
            <target type='serial' port='0'/>
            <alias name='serial0'/>
          </console>
          <console type='pty' tty='/dev/pts/4'><source path='/dev/pts/4'/><target type='virtio'/><alias name='console1'/></console>
          <channel>
            <source path='/dev/pts/5'/>
            <target type='virtio'/>
            <alias name='channel0'/>
          </channel>
          <graphics type='vnc'/>
          <memballoon model='virtio' >
            <alias name='balloon0'/>
          </memballoon>
        </devices>
      </domain>
      "
    `);
  });

  test('shown again, nothing changes', () => {
    const once = live(GUEST, state(TTYS));
    expect(live(once, state(TTYS))).toBe(once);
  });

  test('started again, only id and terminals change', () => {
    const once = live(GUEST, state(TTYS));
    const again = live(once, state({ serial0: '/dev/pts/13', console1: '/dev/pts/14', channel0: '/dev/pts/15' }, 4));
    expect(again).toBe(once.replaceAll('/dev/pts/', '/dev/pts/1').replace("id='3'", "id='4'"));
  });

  test('aliases that are not the user’s are put right', () => {
    const text = GUEST.replace("<serial type='pty'/>", "<serial type='pty'><alias name='x'/></serial>");
    expect(live(text)).toContain("<serial type='pty'><alias name='serial0'/></serial>");
    const own = GUEST.replace("<serial type='pty'/>", "<serial type='pty'><alias name='ua-com'/></serial>");
    expect(live(own, state({ 'ua-com': '/dev/pts/9' }))).toContain(
      "<serial type='pty'><source path='/dev/pts/9'/><alias name='ua-com'/></serial>",
    );
  });

  test('controllers and balloons that neither the text nor the layout has are not written', () => {
    const text =
      "<domain type='kvm'><name>a</name><memory>1</memory><os><type>hvm</type></os><devices><disk><source file='/a'/><target dev='sda'/></disk></devices></domain>";
    expect(live(text)).toBe(
      `<domain type='kvm' id='3'><name>a</name><uuid>${UUID}</uuid><memory>1</memory><os><type>hvm</type></os><devices><disk><source file='/a'/><target dev='sda'/><alias name='scsi0-0-0-0'/></disk></devices></domain>`,
    );
  });

  test('line ends and indentation are those of the text', () => {
    const windows = GUEST.replaceAll('\n', '\r\n').replaceAll('  ', '\t');
    const text = live(windows, state(TTYS));
    expect(text.replaceAll('\r\n', '').includes('\n')).toBe(false);
    expect(text).toContain(
      "\t\t<serial type='pty'>\r\n\t\t\t<source path='/dev/pts/3'/>\r\n\t\t\t<alias name='serial0'/>\r\n\t\t</serial>",
    );
  });

  test('reads as the same domain', () => {
    fc.assert(
      fc.property(domainArbitrary, (text) => {
        const before = readDomain(text).domain;
        fc.pre(before !== undefined);
        const after = readDomain(live(text, state(TTYS))).domain;
        expect(after && bare(after)).toEqual({ ...bare(before), uuid: before.uuid ?? UUID });
      }),
      { numRuns: runs(300) },
    );
  });
});

/** The domain without the places where it is from. */
function bare(domain: Domain): Record<string, unknown> {
  return JSON.parse(JSON.stringify(domain, (key, value) => (key === 'origin' ? undefined : value)));
}

describe('a definition', () => {
  const add = (text: string) => withUuid(readDomain(text).document, UUID);

  test('gets a UUID after its name', () => {
    expect(add(GUEST)).toBe(GUEST.replace('</name>\n', `</name>\n  <uuid>${UUID}</uuid>\n`));
  });

  test('keeps the one it has', () => {
    const text = add(GUEST).replace(UUID, '11111111-2222-3333-4444-555555555555');
    expect(add(text)).toBe(text);
  });

  test('with comments, CDATA and a byte order mark', () => {
    const text = `\ufeff<?xml version="1.0"?>\n<!-- <name>x</name> -->\n${GUEST.replace('guest', '<![CDATA[guest]]>')}`;
    expect(add(text)).toBe(text.replace(']]></name>\n', `]]></name>\n  <uuid>${UUID}</uuid>\n`));
  });
});
