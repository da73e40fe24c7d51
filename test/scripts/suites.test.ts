import { expect, test } from 'vitest';
import { chooseSuites, type Suite } from '../../scripts/test/suites.mjs';

const names = (suites: Suite[]) => suites.map((suite) => suite.name);

test('root leaves nothing out', () => {
  const { run, leftOut } = chooseSuites([], true);
  expect([names(run), names(leftOut)]).toEqual([['unit', 'root', 'parity', 'e2e'], []]);
});

test('anybody else runs what needs no root, and knows the rest by name', () => {
  const { run, leftOut } = chooseSuites([], false);
  expect([names(run), names(leftOut)]).toEqual([['unit'], ['root', 'parity', 'e2e']]);
});

test('named suites only', () => {
  expect(names(chooseSuites(['parity', 'unit'], true).run)).toEqual(['unit', 'parity']);
  expect(() => chooseSuites(['unity'], true)).toThrow('There is no suite unity; there are unit, root, parity, e2e.');
});
