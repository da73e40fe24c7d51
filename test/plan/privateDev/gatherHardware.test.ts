import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readDomain } from '../../../domain-xml/readDomain.ts';
import { gatherFacts, type HostEyes } from '../../../plan/privateDev/gatherFacts.ts';
import { planPrivateDev } from '../../../plan/privateDev/planPrivateDev.ts';
import { inEnglish } from './inEnglish.ts';
import { lookUpOn, type MadeUpHost, planOn } from './madeUpHost.ts';
import { type MadeUpSysfs, sysfsOf } from './madeUpSysfs.ts';

const { dev, sysfs }: { readonly dev: MadeUpHost; readonly sysfs: MadeUpSysfs } = JSON.parse(
  readFileSync('test/dev-sets/hosts/hardware.json', 'utf8'),
);

test.each(['hardware-everything', 'disk-dm-on-dm', 'disk-dm-too-deep', 'hostdev-pci-absent'])(
  'edge 38: what is gathered of the host for %s is all that its plan needs',
  async (name) => {
    const { domain } = readDomain(readFileSync(`test/dev-sets/cases/${name}.xml`, 'utf8'));
    if (!domain) throw new Error('no domain');
    const opened: string[] = [];
    const eyes: HostEyes = {
      lookUp: (path) => {
        opened.push(path);
        return lookUpOn(dev, path);
      },
      lookUpElsewhere: async (paths) => paths.map((path) => lookUpOn(dev, path)),
      namesIn: () => [],
      preservedMounts: () => [],
      uidMap: () => '0 0 4294967295',
      hardware: () => ({ renderNode: '/dev/dri/renderD128' }),
      sysfs: sysfsOf(sysfs),
    };
    const wishes = { defaultNodes: [], grants: [] };
    const facts = await gatherFacts(domain, wishes, {}, eyes);
    const { plan, diagnostics } = planPrivateDev(domain, facts, wishes);
    const expected = planOn(domain, dev, { sysfs });
    expect(plan.nodes).toEqual(expected.plan.nodes);
    expect(inEnglish(diagnostics)).toEqual(expected.diagnostics);
    expect(facts.hardware.renderNode).toBe('/dev/dri/renderD128');
    expect(opened.filter((path) => !path.startsWith('/dev'))).toEqual([]);
  },
);
