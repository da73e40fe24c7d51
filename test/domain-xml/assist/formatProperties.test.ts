import { expect, test } from 'vitest';
import { format } from '../../../domain-xml/assist/format.ts';
import { parseXml } from '../../../domain-xml/parse/parseXml.ts';
import type { XmlNode } from '../../../domain-xml/parse/xmlTree.ts';
import { applyEdits } from '../../../domain-xml/textEdit.ts';
import { fc, runs } from '../../properties.ts';
import { domainArbitrary } from '../domainArbitrary.ts';
import { anything, wellFormed } from '../xmlArbitrary.ts';

const texts = fc.oneof(wellFormed, domainArbitrary);
const options = fc.record({ step: fc.constantFrom('  ', '\t', '', '    ') });

/** All that a text says but for white space that stands alone between nodes. */
function said(text: string): unknown[] {
  const { children, problems } = parseXml(text);
  expect(problems).toEqual([]);
  return children.flatMap(saidBy);
}

function saidBy(node: XmlNode): unknown[] {
  if (node.kind === 'text') return node.trimmedSpan.start === node.trimmedSpan.end ? [] : [node.value];
  if (node.kind !== 'element') return [node.kind, node.value];
  const attributes = node.attributes.map(({ name, value }) => [name, value]);
  return [node.name, attributes, node.selfClosing, node.children.flatMap(saidBy)];
}

test('formatting changes only white space, and once', () => {
  fc.assert(
    fc.property(texts, options, (text, chosen) => {
      const edits = format(parseXml(text), chosen);
      for (const edit of edits) {
        expect(text.slice(edit.start, edit.end)).toMatch(/^\s*$/);
        expect(edit.text).toMatch(/^\s*$/);
      }
      const after = applyEdits(text, edits);
      expect(said(after)).toEqual(said(text));
      expect(format(parseXml(after), chosen)).toEqual([]);
    }),
    { numRuns: runs(1000) },
  );
});

test('text stays as it is, to the last space', () => {
  fc.assert(
    fc.property(texts, options, (text, chosen) => {
      const written = (one: string): string[] =>
        parseXml(one)
          .children.flatMap(allTexts)
          .filter((value) => value.trim() !== '');
      expect(written(applyEdits(text, format(parseXml(text), chosen)))).toEqual(written(text));
    }),
  );
});

const allTexts = (node: XmlNode): string[] => {
  if (node.kind === 'element') return node.children.flatMap(allTexts);
  return node.kind === 'text' || node.kind === 'cdata' || node.kind === 'comment' ? [node.value] : [];
};

test('formatting of a selection changes nothing on other lines', () => {
  fc.assert(
    fc.property(texts, options, fc.nat(400), fc.nat(400), (text, chosen, a, b) => {
      const [start = 0, end = 0] = [Math.min(a, text.length), Math.min(b, text.length)].sort((x, y) => x - y);
      const document = parseXml(text);
      const edits = format(document, { ...chosen, within: { start, end } });
      expect(said(applyEdits(text, edits))).toEqual(said(text));
      const last = document.lines.position(end).line;
      for (const edit of edits) expect(document.lines.position(edit.start).line).toBeLessThanOrEqual(last);
    }),
  );
});

test('what is not well-formed is left alone', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const document = parseXml(text);
      fc.pre(document.problems.length > 0);
      expect(format(document, { step: '  ' })).toEqual([]);
    }),
  );
});
