import { expect, test } from 'vitest';
import { sourceEntry } from '../../../agent/lifecycle/definitions/domainSource.ts';
import { definitionState, textHash } from '../../../extension/machines/definitionState.ts';
import { domain, runningDomain } from '../domains.ts';

const TEXT = '<domain>grün ✓</domain>';
const source = { file: '/vm.xml', sha256: textHash(TEXT) };

test('the editor and the agent hash alike', () => {
  expect(sourceEntry({ file: '/vm.xml', text: TEXT })).toEqual(source);
});

test.each([
  ['a running domain, as it was started', TEXT, runningDomain({ startedFrom: source }), 'same'],
  ['a running domain, edited', `${TEXT} `, runningDomain({ startedFrom: source }), 'edited-since-start'],
  ['a domain that is off, as it is defined', TEXT, domain({ definition: source }), 'same'],
  ['a domain that is off, edited', `${TEXT} `, domain({ definition: source }), 'differs-from-definition'],
  ['a domain that only ran', TEXT, domain({ definition: null }), 'same'],
])('%s', (_, text, of, state) => {
  expect(definitionState(text, of)).toBe(state);
});
