import { expect, test } from 'vitest';
import { readShown, shownParts } from '../../../extension/nextStart/shownText.ts';

const shown = { kind: 'next-dev', name: 'demo', domain: { uuid: 'u', owner: 0 }, file: 'file:///a%20b.xml' } as const;

test('a URI names its text, and is read as it was written', () => {
  expect(shownParts(shown).path).toBe('/demo/dev.txt');
  expect(readShown(shownParts(shown))).toEqual(shown);
});

test.each([
  ['another scheme', { ...shownParts(shown), scheme: 'file' }],
  ['no query', { ...shownParts(shown), query: '' }],
  ['another kind', { ...shownParts(shown), query: '{"kind":"secret","name":"demo"}' }],
])('%s is none of ours', (_, parts) => {
  expect(readShown(parts)).toBeUndefined();
});
