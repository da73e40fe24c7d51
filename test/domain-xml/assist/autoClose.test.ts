import { expect, test } from 'vitest';
import { autoClose } from '../../../domain-xml/assist/autoClose.ts';
import { fc } from '../../properties.ts';
import { wellFormed } from '../xmlArbitrary.ts';
import { marked } from './marked.ts';

/** The text with what is added, the cursor where it is then. */
function closed(withCursor: string): string {
  const { document, text, offset } = marked(withCursor);
  const closing = autoClose(document, offset);
  const added = closing ? (closing.side === 'after' ? `|${closing.text}` : `${closing.text}|`) : '|';
  return text.slice(0, offset) + added + text.slice(offset);
}

test.each([
  ['<a><disk>|</a>', '<a><disk>|</disk></a>'],
  ["<a><disk type='x'>|\n<serial/></a>", "<a><disk type='x'>|</disk>\n<serial/></a>"],
  // Now the first one has the end tag of the second.
  ['<a><disk>|<disk></disk></a>', '<a><disk>|</disk><disk></disk></a>'],
  ['<a><b><b>|</b></a>', '<a><b><b>|</b></b></a>'],
  ['<a><disk>|</disk></a>', '<a><disk>|</disk></a>'],
  ['<a><disk/>|</a>', '<a><disk/>|</a>'],
  ["<a b='>|'></a>", "<a b='>|'></a>"],
  ['<a>x >|</a>', '<a>x >|</a>'],
  ['<a><!-- <b>| --></a>', '<a><!-- <b>| --></a>'],
  ['<a></a>|', '<a></a>|'],
  ['<a><b>x</|', '<a><b>x</b>|'],
  ['<a><b>x</b></|', '<a><b>x</b></a>|'],
  ['<a><b>\n</|\n</a>', '<a><b>\n</b>|\n</a>'],
  ['<a><b></|></a>', '<a><b></|></a>'],
  ['<a><b></|b></a>', '<a><b></|b></a>'],
  ['<a><!-- </|', '<a><!-- </|'],
  ['<a><![CDATA[</|]]></a>', '<a><![CDATA[</|]]></a>'],
  ["<a><b c='</|'/></a>", "<a><b c='</|'/></a>"],
  ['</|', '</|'],
  ['<a><b/|', '<a><b/|'],
])('%s → %s', (withCursor, expected) => expect(closed(withCursor)).toBe(expected));

test('a text that is whole gets nothing behind any of its tags', () => {
  fc.assert(
    fc.property(wellFormed, (text) => {
      for (const { index } of text.matchAll(/>/g)) {
        const { document, offset } = marked(`${text.slice(0, index + 1)}|${text.slice(index + 1)}`);
        expect(autoClose(document, offset)).toBeUndefined();
      }
    }),
  );
});
