import { expect, test } from 'vitest';
import { nearestName } from '../../domain-xml/check/nearestName.ts';

const NAMES = ['disk', 'controller', 'interface', 'serial', 'console', 'memballoon', 'rng', 'video'];

test.each([
  ['disc', 'disk'],
  ['Disk', 'disk'],
  ['controler', 'controller'],
  ['intreface', 'interface'],
  ['rgn', undefined],
  ['rg', undefined],
  ['r', undefined],
  ['hostdev', undefined],
  ['', undefined],
  ['seriall', 'serial'],
  ['x'.repeat(1000), undefined],
])('%j → %j', (word, nearest) => {
  expect(nearestName(word, NAMES)).toBe(nearest);
});

test('the nearest of several wins', () => {
  expect(nearestName('vide', ['vision', 'videos', 'video'])).toBe('video');
});
