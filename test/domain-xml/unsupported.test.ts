import { expect, test } from 'vitest';
import { readDomain } from '../../domain-xml/readDomain.ts';
import { UNSUPPORTED } from './badDomains.ts';
import { domainText } from './domainText.ts';
import { drawn } from './drawn.ts';

/* What libvirt may know and Virtcell does not: an error with a code `unsupported-…`, exactly where it stands. */

test.each(Object.entries(UNSUPPORTED))('%s', (_, parts) => {
  const text = domainText(parts);
  const { diagnostics, domain } = readDomain(text);
  expect(domain).toBeUndefined();
  for (const { code, severity } of diagnostics)
    expect([severity, code]).toEqual(['error', expect.stringMatching(/^unsupported-/)]);
  expect(`\n${drawn(text, diagnostics)}\n`).toMatchSnapshot();
});
