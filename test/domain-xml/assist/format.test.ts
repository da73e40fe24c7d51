import { expect, test } from 'vitest';
import { format } from '../../../domain-xml/assist/format.ts';
import { parseXml } from '../../../domain-xml/parse/parseXml.ts';
import { applyEdits } from '../../../domain-xml/textEdit.ts';

function formatted(text: string, step = '  '): string {
  return applyEdits(text, format(parseXml(text), { step }));
}

test('every element is on its line', () => {
  const text = `<?xml version='1.0'?><!-- one -->
<domain   type = 'kvm' ><name>a</name> <!-- its name -->



<os><type
machine='q35'   arch='x86_64'>hvm</type ><boot dev='hd' /></os>
      <description>
  as it   is <b/>
    </description>
<devices>

      <!-- a
  b -->
<disk/><disk ></disk>
<serial>
</serial></devices></domain>

`;
  expect(`\n${formatted(text)}`).toMatchInlineSnapshot(`
    "
    <?xml version='1.0'?><!-- one -->
    <domain type='kvm'>
      <name>a</name> <!-- its name -->

      <os>
        <type
          machine='q35' arch='x86_64'>hvm</type>
        <boot dev='hd'/>
      </os>
      <description>
      as it   is <b/>
        </description>
      <devices>
        <!-- a
      b -->
        <disk/>
        <disk></disk>
        <serial>
        </serial>
      </devices>
    </domain>

    "
  `);
});

test.each([
  ['tabs', '<a><b/></a>', '<a>\n\t<b/>\n</a>', '\t'],
  ['the line ends of the text', '<a>\r\n<b/></a>', '<a>\r\n  <b/>\r\n</a>', '  '],
  ['a byte order mark', '\ufeff <a/>', '\ufeff<a/>', '  '],
  ['a reference to a space is text', '<a>&#32;<b/></a>', '<a>&#32;<b/></a>', '  '],
  ['CDATA is text', '<a><![CDATA[]]><b/></a>', '<a><![CDATA[]]><b/></a>', '  '],
  ['space that is to be kept', "<a xml:space='preserve'> <b/></a>", "<a xml:space='preserve'> <b/></a>", '  '],
  ['blank text', '<a>  </a>', '<a>  </a>', '  '],
  ['no comment moves into a text', '<a><!-- b --></a>', '<a><!-- b --></a>', '  '],
  ['the end of the text is the editor’s', '<a/>  \n\n', '<a/>  \n\n', '  '],
  ['what is not well-formed', '<a><b><c/></a>', '<a><b><c/></a>', '  '],
])('%s', (_, text, expected, step) => expect(formatted(text, step)).toBe(expected));

/** The lines from the one with `«` to the one with `»`. */
function formattedWithin(withMarks: string): string {
  const start = withMarks.indexOf('«');
  const end = withMarks.indexOf('»') - 1;
  const text = withMarks.replace(/[«»]/g, '');
  return applyEdits(text, format(parseXml(text), { step: '  ', within: { start, end } }));
}

test('selected lines fit into what is around them, which stays as it is', () => {
  const text = `<domain>
     <devices>
  <disk><source/>
«        <target/></disk>
<serial><target/></serial>»
<rng   model='virtio'/></devices></domain>`;
  expect(`\n${formattedWithin(text)}`).toMatchInlineSnapshot(`
    "
    <domain>
         <devices>
      <disk><source/>
        <target/>
      </disk>
           <serial>
             <target/>
           </serial>
    <rng   model='virtio'/></devices></domain>"
  `);
});

test('a selection that ends where a line begins does not have that line', () => {
  expect(formattedWithin('<a>\r\n«<b/>\r\n»<c/>\r\n</a>')).toBe('<a>\r\n  <b/>\r\n<c/>\r\n</a>');
});

test('what is right already has no edits, what is not the smallest', () => {
  expect(format(parseXml('<a>\n  <b/>\n</a>'), { step: '  ' })).toEqual([]);
  expect(format(parseXml('<a>\n <b/>\n</a>'), { step: '  ' })).toEqual([{ start: 5, end: 5, text: ' ' }]);
});
