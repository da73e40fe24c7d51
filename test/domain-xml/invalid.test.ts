import { describe, expect, test } from 'vitest';
import { readDomain } from '../../domain-xml/readDomain.ts';
import { CONTRADICTORY, disk, INVALID } from './badDomains.ts';
import { domainText, type Parts } from './domainText.ts';
import { drawn } from './drawn.ts';

/* What cannot be meant, or would fail at the start: an error in its own words, at its place. */

const golden = (parts: Parts) => {
  const text = domainText(parts);
  const { diagnostics, domain } = readDomain(text);
  expect(domain).toBeUndefined();
  for (const { code } of diagnostics) expect(code).toMatch(/^[a-z-]+$/);
  return `\n${drawn(text, diagnostics)}\n`;
};

describe('one element', () => {
  test.each(Object.entries(INVALID))('%s', (_, parts) => expect(golden(parts)).toMatchSnapshot());

  test('another root', () => {
    const text = '<network><name>a</name></network>';
    expect(`\n${drawn(text, readDomain(text).diagnostics)}\n`).toMatchSnapshot();
  });
});

describe('elements together', () => {
  test.each(Object.entries(CONTRADICTORY))('%s', (_, parts) => expect(golden(parts)).toMatchSnapshot());
});

test('a MAC address twice is odd, not an error', () => {
  const card = "<interface type='user'><mac address='52:54:00:00:00:01'/></interface>";
  const { diagnostics, domain } = readDomain(domainText({ devices: card + card }));
  expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['duplicate-mac', 'warning']]);
  expect(domain?.interfaces.length).toBe(2);
});

test('what is missing in a tag that is being typed is not said', () => {
  const { diagnostics } = readDomain(domainText({ devices: '<disk\n' }));
  expect(diagnostics.map(({ code }) => code)).toEqual(['xml-unclosed-tag']);
});

test('all that is wrong is said at once, in the order of the text', () => {
  const text = domainText({ devices: `<vsock/>\n${disk("dev='vda'")}\n${disk("dev='vda' bus='usb'")}\n<a` });
  expect(readDomain(text).diagnostics.map(({ code }) => code)).toEqual([
    'unsupported-element',
    'duplicate-target',
    'unsupported-value',
    'xml-unclosed-tag',
    'unsupported-element',
  ]);
});
