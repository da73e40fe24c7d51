import { expect, test } from 'vitest';
import { folding } from '../../../domain-xml/assist/folding.ts';
import { parseXml } from '../../../domain-xml/parse/parseXml.ts';

const folds = (text: string): string[] =>
  folding(parseXml(text)).map(({ start, end, kind }) => `${start}-${end}${kind === 'comment' ? ' comment' : ''}`);

test.each([
  ['the end tag stays in sight', '<a>\n<b/>\n</a>', ['0-1']],
  ['nothing in one line folds', '<a><b/></a>\n', []],
  ['two lines have nothing to hide', '<a>\n</a>', []],
  ['comments fold', '<!-- a\n b -->\n<a/>', ['0-1 comment']],
  ['a tag over lines folds', "<a>\n<b x='1'\n y='2'/>\n</a>", ['0-2', '1-2']],
  ['of two that begin in one line, the outer one', '<a><b>\n<c/>\n</b></a>', ['0-1']],
  ['what is not closed ends with what is in it', '<a>\n<b>\n<c/>\n\n</a>', ['0-3', '1-2']],
])('%s', (_, text, expected) => expect(folds(text)).toEqual(expected));
