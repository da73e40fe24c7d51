import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { planHere as planByCommand } from '../../../agent/cli/domainXml/planHere.ts';
import { planHere } from '../../../extension/privateDev/planHere.ts';
import { fillSample } from '../../../scripts/start/fillSample.mjs';
import { english } from '../l10n.ts';

const sample = (name: string): string =>
  fillSample(readFileSync(new URL(`../../../samples/${name}.domain.xml`, import.meta.url), 'utf8'), '/nowhere');

test.each(['linux', 'devices'])('the editor sees the same host as the command line, ACLs aside: %s', async (name) => {
  const [here, there] = await Promise.all([planHere(sample(name), english), planByCommand(sample(name))]);
  const withoutAcls = there.report?.nodes.map(({ acl: _, ...node }) => node);
  expect(here.report).toEqual({ ...there.report, nodes: withoutAcls });
  expect(here.diagnostics).toEqual(there.diagnostics);
});

test('XML with errors has no plan', async () => {
  const { report, diagnostics } = await planHere('<domain>', english);
  expect(report).toBeNull();
  expect(diagnostics.length).toBeGreaterThan(0);
});
