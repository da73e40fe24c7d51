import { describe, expect, test } from 'vitest';
import { parseXml } from '../../domain-xml/parse/parseXml.ts';
import { attributeOf, childElements, textOf, textSpan, type XmlElement } from '../../domain-xml/parse/xmlTree.ts';
import type { Span } from '../../domain-xml/position.ts';
import { outline } from './outline.ts';

const TEXT = `<?xml version="1.0"?>
<!-- why -->
<domain  type = 'kvm'
   xmlns:qemu="urn:q">
  <name>a &amp; b</name>
  <source file='/a' dev = "/b"/>
  <qemu:arg><![CDATA[<x>]]></qemu:arg >
</domain>
`;

const document = parseXml(TEXT);
const at = ({ start, end }: Span) => TEXT.slice(start, end);

function root(): XmlElement {
  const { root } = document;
  if (!root) throw new Error('no root');
  return root;
}

function child(name: string): XmlElement {
  const found = childElements(root()).find((element) => element.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

describe('a well-formed document', () => {
  test('has no problems and one root', () => {
    expect(document.problems).toEqual([]);
    expect(outline(document)).toBe(
      '<?xml> <!> domain(@type=kvm @xmlns:qemu=urn:q name("a & b") source(@file=/a @dev=/b) qemu:arg(cdata"<x>"))',
    );
  });

  test('elements know the places of their tags and names', () => {
    const name = child('name');
    expect(at(name.span)).toBe('<name>a &amp; b</name>');
    expect(at(name.startTag)).toBe('<name>');
    expect(at(name.nameSpan)).toBe('name');
    expect(name.endTag && at(name.endTag.span)).toBe('</name>');
    expect(name.endTag && at(name.endTag.nameSpan)).toBe('name');
    expect(name.parent).toBe(root());
    expect(name.selfClosing).toBe(false);
    const prefixed = child('qemu:arg').endTag;
    expect(prefixed && at(prefixed.span)).toBe('</qemu:arg >');
  });

  test('a start tag over two lines is one tag', () => {
    expect(at(root().startTag)).toBe(`<domain  type = 'kvm'\n   xmlns:qemu="urn:q">`);
    expect(at(root().span)).toBe(TEXT.slice(TEXT.indexOf('<domain'), TEXT.lastIndexOf('>') + 1));
  });

  test('an empty-element tag has no end tag', () => {
    const source = child('source');
    expect(source.selfClosing).toBe(true);
    expect(source.endTag).toBeUndefined();
    expect(source.span).toEqual(source.startTag);
  });

  test('attributes know the places of name, value and whole', () => {
    const [file, dev] = child('source').attributes;
    expect(file && [at(file.span), at(file.nameSpan), file.valueSpan && at(file.valueSpan)]).toEqual([
      "file='/a'",
      'file',
      '/a',
    ]);
    expect(dev && [at(dev.span), dev.valueSpan && at(dev.valueSpan)]).toEqual(['dev = "/b"', '/b']);
    expect(attributeOf(root(), 'type')?.value).toBe('kvm');
  });

  test('texts, CDATA sections, comments and instructions know their places', () => {
    const [text] = child('name').children;
    expect(text && at(text.span)).toBe('a &amp; b');
    const [cdata] = child('qemu:arg').children;
    expect(cdata && at(cdata.span)).toBe('<![CDATA[<x>]]>');
    const [declaration, , comment] = document.children;
    expect(declaration && at(declaration.span)).toBe('<?xml version="1.0"?>');
    expect(comment && at(comment.span)).toBe('<!-- why -->');
  });

  test('ranges are lines and characters', () => {
    expect(document.lines.range(child('name').nameSpan)).toEqual({
      start: { line: 4, character: 3 },
      end: { line: 4, character: 7 },
    });
  });
});

describe('text', () => {
  const read = (xml: string) => {
    const { root, problems } = parseXml(xml);
    expect(problems).toEqual([]);
    return root && { text: textOf(root), span: textSpan(root), attribute: root.attributes[0]?.value };
  };

  test.each([
    ['the five entities', '<a>&lt;&gt;&amp;&quot;&apos;</a>', '<>&"\''],
    ['decimal references', '<a>&#65;&#0065;&#128512;</a>', 'AA😀'],
    ['hexadecimal references', '<a>&#x41;&#x1F600;</a>', 'A😀'],
    ['line ends', '<a>1\r\n2\r3\n4</a>', '1\n2\n3\n4'],
    ['line ends written as references', '<a>&#13;&#10;</a>', '\r\n'],
    ['CDATA', '<a>1<![CDATA[&amp;\r\n]]>2</a>', '1&amp;\n2'],
    ['comments between', '<a>1<!-- - -->2<?p q?>3</a>', '123'],
    ['an empty element', '<a></a>', ''],
    ['> alone', '<a>1 > 2 ]] ]></a>', '1 > 2 ]] ]>'],
  ])('%s', (_, xml, text) => {
    expect(read(xml)?.text).toBe(text);
  });

  test.each([
    ['white space becomes spaces', "<a b=' 1\t2\n3\r\n4\r5 '/>", ' 1 2 3 4 5 '],
    ['referenced white space stays', "<a b='&#9;&#10;&#13;'/>", '\t\n\r'],
    ['the other quote', `<a b='"'/>`, '"'],
    ['a > inside', `<a b='>'/>`, '>'],
    ['nothing', `<a b=''/>`, ''],
  ])('in an attribute: %s', (_, xml, value) => {
    expect(read(xml)?.attribute).toBe(value);
  });

  test('the span of text reaches from the first to the last character data', () => {
    const xml = '<a><b/>1<!-- -->2<b/></a>';
    const span = read(xml)?.span;
    expect(span && xml.slice(span.start, span.end)).toBe('1<!-- -->2');
  });

  test('the span of text leaves out the white space around it', () => {
    const xml = '<a>\n  1 <![CDATA[2]]>\n</a>';
    const span = read(xml)?.span;
    expect(span && xml.slice(span.start, span.end)).toBe('1 <![CDATA[2]]>');
    expect(read('<a>\n </a>')?.span).toEqual({ start: 5, end: 5 });
  });

  test('the span of no text is empty, after the start tag', () => {
    expect(read('<a></a>')?.span).toEqual({ start: 3, end: 3 });
  });
});

test('names may have any letters that XML allows', () => {
  for (const name of ['a', '_a', ':a', 'a-b.c', 'é', 'ab·c', '日本', '𐀀', 'a:b']) {
    expect(parseXml(`<${name}/>`).problems).toEqual([]);
    expect(parseXml(`<${name}/>`).root?.name).toBe(name);
  }
  for (const name of ['1', '-a', '.a', '·']) expect(parseXml(`<${name}/>`).root).toBeUndefined();
});

test('a byte order mark is not part of the document', () => {
  const { root, problems } = parseXml('\ufeff<?xml version="1.0"?><a/>');
  expect(problems).toEqual([]);
  expect(root?.span.start).toBe(22);
});
