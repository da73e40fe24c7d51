import { expect, test } from 'vitest';
import { parseXml } from '../../domain-xml/parse/parseXml.ts';
import { outline } from './outline.ts';

/** What is being typed must not take the rest of the tree with it. */
test.each([
  ['a tag that is begun', '<devices>\n  <dis\n  <disk>1</disk>\n</devices>', 'devices(dis? disk("1"))'],
  ['a tag with attributes', '<devices>\n <disk type="file"\n <rng/>\n</devices>', 'devices(disk?(@type=file) rng)'],
  ['the last tag', '<devices>\n <rng/>\n <dis\n</devices>', 'devices(rng dis?)'],
  ['a missing > of a tag that has an end', '<disk type="file"\n <source/>\n</disk>', 'disk?(@type=file source)'],
  ['a missing > before text', '<a><name x</name><b/></a>', 'a(name?(@x=) b)'],
  ['a lone <', '<a>\n <\n <b/>\n</a>', 'a("<" b)'],
  ['a lone </', '<a><b>\n </\n</a>', 'a(b)'],
  ['the beginning of an end tag', '<a><disk></di</a>', 'a(disk)'],
  ['an end tag without >', '<a><disk></disk <rng/></a>', 'a(disk rng)'],
  ['a start tag being renamed', '<a><dis><b/></disk><c/></a>', 'a(dis(b) c)'],
  ['an end tag being renamed', '<a><disk><b/></dik><c/></a>', 'a(disk(b) c)'],
  ['an end tag that is nobody’s', '<a><b></rng></b><c/></a>', 'a(b c)'],
  ['an end tag of an outer element', '<a><b><c></a>', 'a(b?(c?))'],
  ['an attribute name', '<a><b typ\n<c/></a>', 'a(b?(@typ=) c)'],
  ['an attribute with =', '<a><b type=\n<c/></a>', 'a(b?(@type=) c)'],
  ['an attribute with = before /', '<a><b type=/><c/></a>', 'a(b(@type=) c)'],
  ['an opening quote', "<a><b type='\n<c/></a>", 'a(b?(@type=) c)'],
  ['half a value', "<a><b type='fi\n<c/></a>", 'a(b?(@type=fi) c)'],
  ['half a value before >', "<a><b type='fi><c/></b></a>", 'a(b(@type=fi c))'],
  ['half a value before />', "<a><b type='fi/><c/></a>", 'a(b(@type=fi) c)'],
  ['half a value before an attribute', `<a><b c='1 d='2'/><e/></a>`, 'a(b(@c=1 d=) e)'],
  ['half a value before an attribute, other quotes', `<a><b c="1 d='2'/><e/></a>`, `a(b(@c=1 d='2') e)`],
  ['no quotes', '<a><b c=1 d=2/><e/></a>', 'a(b(@c=1 @d=2) e)'],
  ['two tags at once', '<a><b <c <d/></a>', 'a(b? c? d)'],
  ['a tag in an unclosed one', '<a><b><c <d/></b><e/></a>', 'a(b(c? d) e)'],
  ['an element without end', '<a><b><c/></a>', 'a(b?(c))'],
  ['the root without end', '<a><b/>', 'a?(b)'],
  ['a root that is begun', '<a', 'a?'],
  ['a second root', '<a/><b/>', 'a b'],
  ['a comment without end', '<a><b/><!-- <c/></a>', 'a?(b <!>)'],
])('%s', (_, text, tree) => {
  const document = parseXml(text);
  expect(document.problems.length).toBeGreaterThan(0);
  expect(outline(document)).toBe(tree);
});

test('children of a tag that turned out to be cut are its siblings in every way', () => {
  const { root } = parseXml('<a><b <c/></a>');
  const c = root?.children.at(-1);
  expect(c?.kind === 'element' && c.parent === root && c.name).toBe('c');
});
