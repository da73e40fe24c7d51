import { fc } from '../properties.ts';

/* Well-formed documents of many shapes, as text. */

const name = fc.constantFrom('a', 'domain', 'virtcell:node', '_x', 'é', 'a-b.c', 'name');
const space = fc.constantFrom('', ' ', '\n', '\t ', '\r\n');
const someSpace = fc.constantFrom(' ', '\n  ', '\t');
const plain = fc.constantFrom('x', 'é', '😀', ' ', '\n', '\r', ']', ']]', '>', '-', '"', "'", '/', '=');
const reference = fc.constantFrom('&lt;', '&gt;', '&amp;', '&quot;', '&apos;', '&#10;', '&#x41;', '&#13;', '&#9;');

/** Text may not contain `]]>`, nor may two texts that come together. */
const text = fc.array(fc.oneof(plain, reference), { maxLength: 6 }).map((parts) =>
  parts
    .join('')
    .replace(/\]\]>+/g, ']]')
    .replace(/\]$/, 'x'),
);
const comment = fc.constantFrom('<!---->', '<!-- a - b -->', '<!--<a>&x;-->', '<!-- ]]> -->');
const cdata = fc.constantFrom('<![CDATA[]]>', '<![CDATA[<a>&amp;]]>', '<![CDATA[]]]]>', '<![CDATA[\r\n]]>');
const instruction = fc.constantFrom('<?p?>', '<?p q="?" ?>', '<?xml-style  a?>', '<?p ?>');

const attributeValue = fc.tuple(fc.constantFrom('"', "'"), text).map(([quote, value]) => {
  const other = quote === '"' ? "'" : '"';
  return quote + value.replaceAll(quote, other).replaceAll('<', '') + quote;
});
const attributes = fc
  .uniqueArray(fc.tuple(name, attributeValue, someSpace, space, space), { maxLength: 3, selector: ([key]) => key })
  .map((list) => list.map(([key, value, before, left, right]) => `${before}${key}${left}=${right}${value}`).join(''));

const { element } = fc.letrec<{ element: string; content: string }>((tie) => ({
  element: fc
    .tuple(name, attributes, space, fc.option(tie('content'), { nil: undefined }), space)
    .map(([tag, attrs, before, content, after]) =>
      content === undefined ? `<${tag}${attrs}${before}/>` : `<${tag}${attrs}${before}>${content}</${tag}${after}>`,
    ),
  content: fc
    .array(fc.oneof({ maxDepth: 5 }, text, comment, cdata, instruction, tie('element')), { maxLength: 4 })
    .map((parts) => parts.join('')),
}));

const misc = fc.array(fc.oneof(space, comment, instruction), { maxLength: 2 }).map((parts) => parts.join(''));
const declaration = fc.constantFrom(
  '',
  '<?xml version="1.0"?>',
  "<?xml version='1.0' encoding='UTF-8' standalone='no' ?>",
);

export const wellFormed: fc.Arbitrary<string> = fc
  .tuple(declaration, misc, element, misc)
  .map((parts) => parts.join(''));

const piece = fc.constantFrom(
  ...[
    '<',
    '>',
    '/',
    '"',
    "'",
    '=',
    '&',
    ';',
    '!',
    '-',
    '--',
    '[',
    ']',
    ']]>',
    '?',
    '?>',
    ' ',
    '\n',
    'a',
    '#',
    'x',
    '1',
  ],
  ...[
    '<a>',
    '</a>',
    '<a/>',
    '<!--',
    '-->',
    '<![CDATA[',
    '<?',
    '&lt;',
    '&#0;',
    '&a;',
    ' a="b"',
    '\u0001',
    '\ud800',
    '\ufffe',
  ],
);

interface Mutation {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat(4),
  insert: fc.oneof(fc.constant(''), piece),
});

/** Documents with a few places changed: some still well-formed, most not. */
export const mutated: fc.Arbitrary<string> = fc
  .tuple(wellFormed, fc.array(mutation, { minLength: 1, maxLength: 3 }))
  .map(([text, mutations]) =>
    mutations.reduce((before, { at, remove, insert }) => {
      const start = Math.floor(at * before.length);
      return before.slice(0, start) + insert + before.slice(start + remove);
    }, text),
  );

/** Anything, mostly made of the pieces that mean something. */
export const anything: fc.Arbitrary<string> = fc.oneof(
  fc
    .array(fc.oneof(piece, piece, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 60 })
    .map((p) => p.join('')),
  fc.string({ unit: 'binary' }),
  mutated,
);
