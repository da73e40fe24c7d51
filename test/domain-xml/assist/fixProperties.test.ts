import { expect, test } from 'vitest';
import { fixesFor } from '../../../domain-xml/assist/fixes.ts';
import type { Diagnostic } from '../../../domain-xml/diagnostic.ts';
import { DIAGNOSTIC_CODES } from '../../../domain-xml/diagnosticCodes.ts';
import { parseXml } from '../../../domain-xml/parse/parseXml.ts';
import { readDomain } from '../../../domain-xml/readDomain.ts';
import { applyEdits } from '../../../domain-xml/textEdit.ts';
import { fc, runs } from '../../properties.ts';
import { domainArbitrary } from '../domainArbitrary.ts';
import { anything } from '../xmlArbitrary.ts';

const same = (all: readonly Diagnostic[], { code, message }: Diagnostic): number =>
  all.filter((other) => other.code === code && other.message === message).length;

test('what is meant most likely mends what it is for', () => {
  fc.assert(
    fc.property(domainArbitrary, (text) => {
      const { document, diagnostics } = readDomain(text);
      for (const diagnostic of diagnostics) {
        const { lines } = document;
        const span = { start: lines.offset(diagnostic.range.start), end: lines.offset(diagnostic.range.end) };
        for (const { preferred, edits } of fixesFor(document, { code: diagnostic.code, span })) {
          const after = readDomain(applyEdits(text, edits));
          expect(after.document.problems).toEqual([]);
          if (preferred && !diagnostics.some(({ code }) => code === 'too-many-problems')) {
            expect(same(after.diagnostics, diagnostic)).toBeLessThan(same(diagnostics, diagnostic));
          }
        }
      }
    }),
    { numRuns: runs(300) },
  );
});

test('any code at any place of any text has fixes that can be made, or none', () => {
  fc.assert(
    fc.property(anything, fc.constantFrom(...DIAGNOSTIC_CODES), fc.nat(60), fc.nat(8), (text, code, at, length) => {
      const start = Math.min(at, text.length);
      const span = { start, end: Math.min(start + length, text.length) };
      for (const { edits } of fixesFor(parseXml(text), { code, span })) {
        const inOrder = [...edits].sort((a, b) => a.start - b.start);
        inOrder.reduce((end, edit) => {
          expect(edit.start).toBeGreaterThanOrEqual(end);
          expect(edit.end).toBeLessThanOrEqual(text.length);
          return edit.end;
        }, 0);
      }
    }),
    { numRuns: runs(2000) },
  );
});
