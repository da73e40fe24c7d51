import { expect, test } from 'vitest';
import { serialConsole } from '../../../domain-xml/assist/addSerialConsole.ts';
import { parseXml } from '../../../domain-xml/parse/parseXml.ts';
import { applyEdits } from '../../../domain-xml/textEdit.ts';

const added = (text: string): string => applyEdits(text, serialConsole(parseXml(text)));

test.each([
  [
    'in the order of the schema, indented as the others are',
    "<domain>\n  <devices>\n    <rng model='virtio'/>\n  </devices>\n</domain>\n",
    "<domain>\n  <devices>\n    <serial type='pty'/>\n    <rng model='virtio'/>\n  </devices>\n</domain>\n",
  ],
  [
    'where there is no device yet',
    '<domain>\n  <name>a</name>\n  <devices/>\n</domain>',
    "<domain>\n  <name>a</name>\n  <devices>\n    <serial type='pty'/>\n  </devices>\n</domain>",
  ],
  [
    'where there are no devices',
    '<domain>\n  <name>a</name>\n</domain>',
    "<domain>\n  <name>a</name>\n  <devices><serial type='pty'/></devices>\n</domain>",
  ],
])('a serial console is added %s', (_, before, after) => {
  expect(added(before)).toBe(after);
});

test.each(['', '<network><devices/></network>', '<domain><devices></domain>'])('nothing is added to %s', (text) => {
  expect(serialConsole(parseXml(text))).toEqual([]);
});
