// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the stops of snippets are written so.
import { expect, test } from 'vitest';
import { deviceSnippets } from '../../../domain-xml/assist/deviceSnippets.ts';
import { domainTemplates } from '../../../domain-xml/assist/domainTemplates.ts';
import { elementSnippet } from '../../../domain-xml/assist/elementSnippet.ts';
import { choice, filled, literal } from '../../../domain-xml/assist/snippetText.ts';
import { readDomain } from '../../../domain-xml/readDomain.ts';
import { devices } from '../../../domain-xml/schema/domain.ts';
import { english } from '../../extension/l10n.ts';
import { domainText } from '../domainText.ts';

const Q35 = "<os>\n<type machine='q35'>hvm</type>\n</os>";

test.each(deviceSnippets(english).map(({ label, snippet }) => [label, snippet]))(
  '%s is a device as it stands',
  (label, snippet) => {
    const element = label.slice(0, label.indexOf(':'));
    expect(snippet.startsWith(`<${element}`)).toBe(true);
    const usb = "<controller type='usb' model='qemu-xhci'/>\n";
    expect(readDomain(domainText({ os: Q35, devices: usb + filled(snippet) })).diagnostics).toEqual([]);
  },
);

test.each(domainTemplates(english).map(({ label, snippet }) => [label, snippet]))(
  '%s is a domain as it stands',
  (_, snippet) => {
    const { domain, diagnostics } = readDomain(filled(snippet));
    expect(diagnostics).toEqual([]);
    expect(domain?.characterDevices.map(({ backend }) => backend.type)).toEqual(['pty']);
  },
);

test.each(Object.entries(devices.children).map(([name, { schema }]) => [name, schema] as const))(
  '<%s> from the table has the attributes that it must have, and nothing that it cannot',
  (name, schema) => {
    const text = domainText({ os: Q35, devices: filled(elementSnippet(name, schema, "'")) });
    const missing = readDomain(text).diagnostics.filter(({ code }) =>
      /^(missing-attribute|unsupported-(element|attribute|text))/.test(code),
    );
    expect(missing).toEqual([]);
  },
);

test('what means something in a snippet is escaped', () => {
  expect(filled(literal('$1 {a} \\ }'))).toBe('$1 {a} \\ }');
  expect(choice(2, ['a,b', 'c|d'])).toBe('${2|a\\,b,c\\|d|}');
  expect(filled(choice(1, ['a,b', 'c']))).toBe('a,b');
  expect(filled('${1:text}$2${3}$0')).toBe('text');
});
