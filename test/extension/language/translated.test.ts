import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { complete } from '../../../domain-xml/assist/complete.ts';
import { fixesFor } from '../../../domain-xml/assist/fixes.ts';
import { hoverMarkdown, hoverSubject } from '../../../domain-xml/assist/hover.ts';
import { namedPaths } from '../../../domain-xml/assist/namedPaths.ts';
import type { Diagnostic } from '../../../domain-xml/diagnostic.ts';
import { inWords } from '../../../domain-xml/message.ts';
import { parseXml } from '../../../domain-xml/parse/parseXml.ts';
import type { XmlDocument } from '../../../domain-xml/parse/xmlTree.ts';
import { readDomain } from '../../../domain-xml/readDomain.ts';
import { domain as table } from '../../../domain-xml/schema/domain.ts';
import { fixTitle } from '../../../extension/language/fixTitle.ts';
import { hostFindings } from '../../../extension/language/hostFindings.ts';
import { argumentText } from '../../../extension/nextStart/argumentText.ts';
import { namesIn, readCase } from '../../dev-sets/readCase.ts';
import { CONTRADICTORY, INVALID, MALFORMED, UNSUPPORTED } from '../../domain-xml/badDomains.ts';
import { domainText } from '../../domain-xml/domainText.ts';
import { planOn, planResultOn } from '../../plan/privateDev/madeUpHost.ts';
import { outside, pseudo, wordsIn } from './pseudoWords.ts';

/* What a person reads of domain XML in the editor, in a language that is not English: nothing of it is English. */

const BAD = [
  ...[INVALID, CONTRADICTORY, UNSUPPORTED].flatMap((all) => Object.values(all).map(domainText)),
  ...Object.values(MALFORMED),
  '<network/>',
  `<a>${'&'.repeat(600)}</a>`,
  'x'.repeat(1 << 21),
  '<a>'.repeat(99),
];
const GOOD = namesIn('cases', '.xml').map((name) => readCase(name).xml);

/** Names of the schema, which sentences list. */
const NAMES = new Set(wordsIn(Object.keys(namesOf(table)).join(' ')));

function namesOf(value: unknown, found: Record<string, true> = {}, seen = new Set<unknown>()): Record<string, true> {
  if (typeof value !== 'object' || value === null || seen.has(value)) return found;
  seen.add(value);
  for (const [key, each] of Object.entries(value)) {
    found[key] = true;
    if (key === 'value' || key === 'by') found[String(each)] = true;
    namesOf(each, found, seen);
  }
  return found;
}

/** English that a sentence was given as a value: words that are no paths, numbers or errno, and not of the text or the schema. */
const foreign = (said: string, about: string): string[] => {
  const known = new Set(wordsIn(about));
  return wordsIn(said.replace(/\/[\w./-]+|U\+\w+|\bE[A-Z]+\b/g, '')).filter(
    (word) => !known.has(word) && !NAMES.has(word),
  );
};

function expectTranslated(said: string, about: string): void {
  expect(outside(said)).toBe('');
  expect([said, foreign(said, about)]).toEqual([said, []]);
}

const messages = (diagnostics: readonly Diagnostic[]): string[] => diagnostics.map(({ message }) => message);

describe('what is said', () => {
  test('of XML that is wrong', () => {
    for (const text of BAD) {
      const { diagnostics } = readDomain(text, pseudo);
      expect(diagnostics.length).toBeGreaterThan(0);
      for (const message of messages(diagnostics)) expectTranslated(message, text);
    }
  });

  test('of what can be done about it', () => {
    for (const text of BAD) {
      const { document, diagnostics } = readDomain(text, pseudo);
      for (const { code, range } of diagnostics) {
        const span = { start: document.lines.offset(range.start), end: document.lines.offset(range.end) };
        for (const fix of fixesFor(document, { code, span })) expect(outside(fixTitle(fix, pseudo))).toBe('');
      }
    }
  });

  test('of the host', () => {
    const sight = { isMissing: () => true, others: [] };
    for (const text of GOOD) {
      const document = parseXml(text);
      const findings = hostFindings(document, namedPaths(document), sight, pseudo);
      for (const message of messages(findings)) expectTranslated(message, text);
    }
  });

  test('of what the host lacks for a private /dev', () => {
    for (const name of namesIn('cases', '.xml')) {
      const { xml, host, extras } = readCase(name);
      const { domain } = readDomain(xml);
      if (!domain) throw new Error(`${name}.xml is no domain`);
      // What is on the host is named as well.
      const about = `${xml} ${JSON.stringify([host, extras])}`;
      const { diagnostics } = planResultOn(domain, host, extras);
      for (const { message } of diagnostics) expectTranslated(inWords(message, pseudo), about);
    }
  });

  test('of what QEMU has no room for', () => {
    const nics = "<interface type='user'><model type='virtio'/></interface>".repeat(256);
    const xml = domainText({ os: "<os><type machine='q35'>hvm</type></os>", devices: nics });
    const text = argumentText({ xml, isLive: false, uuid: undefined }, pseudo);
    expect(outside(text)).toBe('#');
    expect(foreign(text, xml)).toEqual([]);
  });
});

/** The places of texts where something else is meant than just before. Lines that several texts have are taken once. */
function* places(texts: readonly string[]): Generator<{ document: XmlDocument; at: number }> {
  const seen = new Set<string>();
  for (const text of texts) {
    const document = parseXml(text);
    for (let at = 0; at <= text.length; at++) {
      const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
      if (!/(^|[\s<>'"=/])$/.test(line) || seen.has(line)) continue;
      seen.add(line);
      yield { document, at };
    }
  }
}

/** Markdown without what stands in it as code. */
const prose = (markdown: string): string => markdown.replace(/(`+).*?\1/g, '');

describe('what is told', () => {
  const texts = [...GOOD, ...samples()];

  test('under the pointer', () => {
    for (const { document, at } of places(texts)) {
      const subject = hoverSubject(document, at);
      const told = subject ? hoverMarkdown(document, subject, [], pseudo) : [];
      expect(wordsIn(outside(prose(told.join('\n'))))).toEqual([]);
    }
  });

  test('of the nodes of the private /dev', () => {
    for (const name of namesIn('cases', '.xml')) {
      const { xml, host, extras } = readCase(name);
      const { domain, document } = readDomain(xml);
      const subject = document.root && hoverSubject(document, document.root.nameSpan.start);
      if (!domain || !subject) throw new Error(`${name}.xml is no domain`);
      const { nodes } = planOn(domain, host, extras).plan;
      const told = hoverMarkdown(document, subject, nodes, pseudo);
      // Where a link leads is a path.
      expect(wordsIn(outside(prose(told.join('\n').replace(/→ \S+/g, ''))))).toEqual([]);
    }
  });

  test('of what may be typed', () => {
    for (const { document, at } of places(['', ...texts])) {
      for (const { kind, label, detail, documentation } of complete(document, at, { host: [], l10n: pseudo })) {
        const said = [detail, documentation, kind === 'snippet' ? label : ''];
        expect(said.map(outside)).toEqual(['', '', '']);
      }
    }
  });
});

function samples(): string[] {
  return ['bootsector', 'devices', 'linux'].map((name) => readFileSync(`samples/${name}.domain.xml`, 'utf8'));
}
