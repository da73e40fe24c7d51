import { expect, test } from 'vitest';
import { hasErrors } from '../../domain-xml/diagnostic.ts';
import { liveXml, withUuid } from '../../domain-xml/live.ts';
import { NO_LAYOUT } from '../../domain-xml/liveLayout.ts';
import { readDomain } from '../../domain-xml/readDomain.ts';
import { fc, runs } from '../properties.ts';
import { domainArbitrary } from './domainArbitrary.ts';
import { anything } from './xmlArbitrary.ts';

/* The agent runs this as root on texts that anybody may write. */

const UUID = 'c7a5fdbd-edaf-9455-926a-d65c16db1809';

test('any text is read without an exception, and refused with a reason', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const { domain, diagnostics, document } = readDomain(text);
      expect(domain).toBeUndefined();
      expect(hasErrors(diagnostics)).toBe(true);
      expect(withUuid(document, UUID).length).toBeGreaterThanOrEqual(text.length);
    }),
    { numRuns: runs(5000) },
  );
});

test('texts made of the words of domain XML are read without an exception', () => {
  fc.assert(
    fc.property(domainArbitrary, (text) => {
      const { domain, diagnostics, document } = readDomain(text);
      expect(domain !== undefined).toBe(!hasErrors(diagnostics));
      if (!domain) return;
      const live = liveXml(
        { document, domain },
        { uuid: UUID, id: 1, ttys: { serial0: '/dev/pts/1' }, layout: NO_LAYOUT },
      );
      expect(readDomain(live).domain).toBeDefined();
    }),
    { numRuns: runs(5000) },
  );
});

test('names of properties that every object has are just unknown names', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    const text = `<domain type='kvm' ${name}='1'><${name}/><name>a</name><memory>1</memory><os><type>hvm</type></os>
      <devices><disk type='${name}'/><memballoon model='${name}'/></devices></domain>`;
    expect(readDomain(text).diagnostics.map(({ code }) => code)).toEqual([
      'unsupported-attribute',
      'unsupported-element',
      'unsupported-value',
      'unsupported-value',
    ]);
  }
});

test('a very large text of unknown elements is refused, not worked on for long', () => {
  const { diagnostics } = readDomain(`<domain type='kvm'>${'<a/>'.repeat(250_000)}</domain>`);
  expect(diagnostics.at(-1)?.code).toBe('too-many-problems');
});
