import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { liveXml } from '../../../domain-xml/live.ts';
import type { Layout } from '../../../domain-xml/liveLayout.ts';
import { devicesOf } from '../../../domain-xml/model/devicesOf.ts';
import type { Domain } from '../../../domain-xml/model/domain.ts';
import { withLiveAliases } from '../../../domain-xml/model/liveAliases.ts';
import { readDomain } from '../../../domain-xml/readDomain.ts';
import { commandLine } from '../../../plan/commandLine/commandLine.ts';
import { DoesNotFit } from '../../../plan/commandLine/doesNotFit.ts';
import { domainArbitrary } from '../../domain-xml/domainArbitrary.ts';
import { domainText } from '../../domain-xml/domainText.ts';
import { fc, runs } from '../../properties.ts';

const UUID = 'c7a5fdbd-edaf-9455-926a-d65c16db1809';

/** The XML of the domain as it runs from this command line. */
function running(text: string): { domain: Domain; live: string; argv: readonly string[] } | undefined {
  const { document, domain } = readDomain(text);
  if (!domain) return undefined;
  const whole = { ...domain, uuid: UUID };
  try {
    const { layout, argv } = commandLine(whole);
    if (isRefused(layout, domain)) return undefined;
    return { domain: whole, live: liveXml({ document, domain }, { uuid: UUID, id: 1, ttys: {}, layout }), argv };
  } catch (error) {
    if (error instanceof DoesNotFit) return undefined;
    throw error;
  }
}

/** QEMU does not start with two devices in one place, one given where another is by itself, or with two of one name. */
function isRefused({ addresses }: Layout, domain: Domain): boolean {
  const aliases = devicesOf(domain).map(({ alias }) => alias);
  const places = Object.values(addresses).flatMap((address) =>
    address.type === 'pci' ? [`${address.bus} ${address.slot} ${address.function}`] : [],
  );
  return new Set(places).size < places.length || new Set(aliases).size < aliases.length;
}

/** As an agent reads the XML of a domain that it takes over, or plugs something into. */
function readLive(live: string): Domain {
  const { document, domain, diagnostics } = readDomain(live);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (!domain) throw new Error('not a domain');
  return withLiveAliases(domain, document);
}

const SAMPLES = new URL('../../../samples/', import.meta.url);
const sample = (name: string): string => readFileSync(new URL(name, SAMPLES), 'utf8');

const FULL_HOUSE = `<disk type='file'><source file='/a'/><target dev='vda'/></disk>
<disk type='file'><source file='/b'/><target dev='sda' bus='scsi'/></disk>
<disk type='file'><source file='/c'/><target dev='sdb' bus='sata'/></disk>
<interface type='user'/>
<sound model='ich6'/>
<input type='tablet' bus='usb'/>
<input type='keyboard' bus='virtio'/>
<serial type='pty'/>
<console type='pty'><target type='virtio'/></console>
<channel type='pty'><target type='virtio' name='a'/><address type='virtio-serial' controller='0' bus='0' port='0'/></channel>
<video><model type='vga'/></video>
<rng model='virtio'><backend model='random'>/dev/urandom</backend><address type='pci'/></rng>
<hostdev mode='subsystem' type='usb'><source><vendor id='0x1234'/><product id='0x1'/></source></hostdev>
<memballoon model='virtio'/>`;
const ON = (machine: string): string =>
  domainText({ os: `<os>\n<type machine='${machine}'>hvm</type>\n</os>`, devices: FULL_HOUSE });

describe('the XML of a running domain', () => {
  test.each(['pc', 'q35'])('says where everything is on %s, and what it is plugged into', async (machine) => {
    await expect(running(ON(machine))?.live).toMatchFileSnapshot(`golden/live-${machine}.xml`);
  });

  const cases = [...readdirSync(SAMPLES).map(sample), ON('pc'), ON('q35')];
  test.each(cases.map((text, i) => [i, text] as const))('describes the machine that runs, sample %i', (_, text) => {
    const { live, argv } = running(text) ?? {};
    expect(commandLine(readLive(live ?? '')).argv).toEqual(argv);
  });

  test('describes that machine whatever it is made of, and is the same when it is made of itself', () => {
    let seen = 0;
    fc.assert(
      fc.property(domainArbitrary, (text) => {
        const whole = running(text);
        if (!whole) return;
        seen += 1;
        const domain = readLive(whole.live);
        expect(commandLine(domain).argv).toEqual(whole.argv);
        const { document } = readDomain(whole.live);
        const { layout } = commandLine(whole.domain);
        expect(liveXml({ document, domain }, { uuid: UUID, id: 1, ttys: {}, layout })).toBe(whole.live);
      }),
      { numRuns: runs(1500) },
    );
    expect(seen).toBeGreaterThan(50);
  });
});
