import { expect, test } from 'vitest';
import { startFindings } from '../../../extension/machines/startFindings.ts';

const TEXT = `<!-- one -->\n<domain type='qemu'>\n  <name>demo</name>\n</domain>`;
const range = { start: { line: 2, character: 2 }, end: { line: 2, character: 19 } };

test('what is about an element is said there', () => {
  expect(startFindings(TEXT, { code: 'qemu-died', message: 'no', range })).toEqual([
    { severity: 'error', code: 'qemu-died', message: 'no', range },
  ]);
});

test('what is about nothing in the text is said at its root', () => {
  const [finding] = startFindings(TEXT, { code: 'limit-reached', message: 'no' });
  expect(finding?.range).toEqual({ start: { line: 1, character: 1 }, end: { line: 1, character: 7 } });
});

test('all that was found is said, and the first of it once', () => {
  const found = [
    { severity: 'error' as const, code: 'missing-file', message: 'one', range },
    { severity: 'error' as const, code: 'missing-file', message: 'two', range },
  ];
  expect(startFindings(TEXT, { code: 'missing-file', message: 'one', range, diagnostics: found })).toEqual(found);
});

test('a text that is not there any more has a beginning', () => {
  const [finding] = startFindings('', { code: 'internal', message: 'no' });
  expect(finding?.range).toEqual({ start: { line: 0, character: 0 }, end: { line: 0, character: 0 } });
});
