import { expect, test } from 'vitest';
import { complete } from '../../../domain-xml/assist/complete.ts';
import { cursorContext } from '../../../domain-xml/assist/cursorContext.ts';
import { hoverMarkdown, hoverSubject } from '../../../domain-xml/assist/hover.ts';
import { parseXml } from '../../../domain-xml/parse/parseXml.ts';
import { english } from '../../extension/l10n.ts';
import { fc, runs } from '../../properties.ts';
import { domainArbitrary } from '../domainArbitrary.ts';
import { anything } from '../xmlArbitrary.ts';
import { marked } from './marked.ts';

/** One line: the kind, the element, what else is known, and in brackets what is replaced. */
function described(text: string): string {
  const { document, offset } = marked(text);
  const cursor = cursorContext(document, offset);
  if (!cursor) return 'nothing';
  const replaced = `[${document.text.slice(cursor.span.start, cursor.span.end)}]`;
  switch (cursor.kind) {
    case 'content':
      return ['content', cursor.parent?.name ?? 'top', ...(cursor.opened ? ['opened'] : []), replaced].join(' ');
    case 'tag-name':
      return ['tag-name in', cursor.element.parent?.name ?? 'top', ...(cursor.bare ? ['bare'] : []), replaced].join(
        ' ',
      );
    case 'end-tag':
      return ['end-tag', cursor.element.name, ...(cursor.closed ? ['closed'] : []), replaced].join(' ');
    case 'attribute-name':
      return ['attribute of', cursor.element.name, replaced].join(' ');
    case 'attribute-value':
      return [
        `value of ${cursor.element.name}@${cursor.attribute.name}`,
        ...(cursor.quoted ? [] : ['unquoted']),
        replaced,
      ].join(' ');
  }
}

test.each([
  ['|', 'content top []'],
  ['<|', 'content top opened []'],
  ['dom|', 'content top [dom]'],
  ['<dom|', 'tag-name in top bare [dom]'],
  ['<a>|</a>', 'content a []'],
  ['<a>|', 'content a []'],
  ['<a><|</a>', 'content a opened []'],
  ['<a>\n  <|\n</a>', 'content a opened []'],
  ['<a>\n  <|\n  <b/>\n</a>', 'content a opened []'],
  ['<a>\n  b|\n</a>', 'content a [b]'],
  ['<a>\n  <b|\n</a>', 'tag-name in a bare [b]'],
  ['<a>\n  <b|\n  <c/>\n</a>', 'tag-name in a bare [b]'],
  ['<a><|b x="1"/></a>', 'tag-name in a [b]'],
  ['<a><b|/></a>', 'tag-name in a [b]'],
  ['<a><b/>|</a>', 'content a []'],
  ['<a>|<b/></a>', 'content a []'],
  ['<a><b></b>|</a>', 'content a []'],
  ['<a><b>|</b></a>', 'content b []'],
  ['<a><b>|</a>', 'content b []'],
  ['<a><b>text|</b></a>', 'content b [text]'],
])('among elements: %j', (text, expected) => {
  expect(described(text)).toBe(expected);
});

test.each([
  ['<a |', 'attribute of a []'],
  ['<a |>', 'attribute of a []'],
  ['<a |/>', 'attribute of a []'],
  ['<a x|', 'attribute of a [x]'],
  ['<a x|="1">', 'attribute of a [x]'],
  ['<a |x="1">', 'attribute of a []'],
  ['<a x="1" |>', 'attribute of a []'],
  ['<a x="1" y|/>', 'attribute of a [y]'],
  ['<a x="1" | y="2"/>', 'attribute of a []'],
  ['<r>\n  <a x="1"\n    |\n  <b/>\n</r>', 'attribute of a []'],
  ['<r>\n  <a |\n  <b/>\n</r>', 'attribute of a []'],
  ['<a x=|', 'value of a@x unquoted []'],
  ['<a x=|>', 'value of a@x unquoted []'],
  ['<a x=y|>', 'value of a@x unquoted [y]'],
  ['<a x="|', 'value of a@x []'],
  ["<a x='|'>", 'value of a@x []'],
  ["<a x='|\n  <b/>", 'value of a@x []'],
  ['<a x="1|2">', 'value of a@x [12]'],
  ['<a x="12|">', 'value of a@x [12]'],
  ['<a x="12"|>', 'nothing'],
  ['<a /|>', 'nothing'],
])('in a start tag: %j', (text, expected) => {
  expect(described(text)).toBe(expected);
});

test.each([
  ['<a></|', 'end-tag a []'],
  ['<a></|>', 'end-tag a closed []'],
  ['<a></a|', 'end-tag a [a]'],
  ['<a></|a>', 'end-tag a closed [a]'],
  ['<a><b></|\n</a>', 'end-tag b []'],
  ['<a>\n  <b>\n  </|\n  <c/>\n</a>', 'end-tag b []'],
  ['<a><|/a>', 'nothing'],
  ['</|', 'nothing'],
])('in an end tag: %j', (text, expected) => {
  expect(described(text)).toBe(expected);
});

test.each(['<!-- | --><a/>', '<a><!-- <|b --></a>', '<?xml |?><a/>', '<a><![CDATA[ | ]]></a>'])(
  'nothing is said within %j',
  (text) => {
    expect(described(text)).toBe('nothing');
  },
);

test.each([
  ['any text', anything],
  ['texts of domain XML', domainArbitrary],
])('%s can be asked about at any place', (_, texts) => {
  fc.assert(
    fc.property(texts, fc.double({ min: 0, max: 1, noNaN: true }), (text, at) => {
      const document = parseXml(text);
      const offset = Math.round(at * text.length);
      const cursor = cursorContext(document, offset);
      if (cursor) {
        expect(cursor.span.start).toBeLessThanOrEqual(offset);
        expect(cursor.span.end).toBeGreaterThanOrEqual(offset);
      }
      for (const { insertText, span } of complete(document, offset, { host: [], l10n: english })) {
        expect(insertText).not.toBe('');
        expect([span.start <= offset, span.end >= offset]).toEqual([true, true]);
      }
      const subject = hoverSubject(document, offset);
      if (subject) expect(hoverMarkdown(document, subject, [], english).join('')).not.toBe('');
    }),
    { numRuns: runs(3000) },
  );
});

test('a text that is cut anywhere can be asked about at its end', () => {
  fc.assert(
    fc.property(domainArbitrary, fc.double({ min: 0, max: 1, noNaN: true }), (text, at) => {
      const half = text.slice(0, Math.round(at * text.length));
      complete(parseXml(half), half.length, { host: [], l10n: english });
    }),
    { numRuns: runs(2000) },
  );
});
