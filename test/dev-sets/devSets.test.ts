import { describe, expect, test } from 'vitest';
import { readDomain } from '../../domain-xml/readDomain.ts';
import { planOn } from '../plan/privateDev/madeUpHost.ts';
import { goldenText } from './goldenText.ts';
import { namesIn, readCase } from './readCase.ts';

/* The oracle that README.md describes. `vitest run -u` writes the golden texts anew; they are then to be read. */

const names = namesIn('cases', '.xml');

describe('a domain’s /dev', () => {
  test.each(names)('%s', async (name) => {
    const { xml, host, extras } = readCase(name);
    const { domain, diagnostics } = readDomain(xml);
    if (!domain) throw new Error(`${name}.xml: ${diagnostics.map(({ message }) => message).join(' ')}`);
    expect(domain.name).toBe(name);
    const { plan, diagnostics: problems } = planOn(domain, host, extras);
    await expect(goldenText(plan, problems)).toMatchFileSnapshot(`cases/${name}.txt`);
  });
});

describe('the oracle', () => {
  test('has at least 60 cases', () => {
    expect(names.length).toBeGreaterThanOrEqual(60);
  });

  test('has no golden text without a case, and no host that none is on', () => {
    expect(namesIn('cases', '.txt').filter((name) => !names.includes(name))).toEqual([]);
    const used = new Set(names.map((name) => readCase(name).hostName));
    expect(namesIn('hosts', '.json').filter((name) => !used.has(name))).toEqual([]);
  });

  test.each(names)('%s says what it shows', (name) => {
    expect(readCase(name).xml).toMatch(/^<!-- .{10,} -->\n<domain /);
  });
});
