import { expect, test } from 'vitest';
import { readTaskAim } from '../../../extension/tasks/taskAim.ts';

const of = (definition: object) => readTaskAim({ type: 'virtcell', ...definition });

test.each([
  [
    { action: 'start', domain: 'demo' },
    { action: 'start', domain: 'demo' },
  ],
  [
    { action: 'start', file: 'vm.domain.xml' },
    { action: 'start', file: 'vm.domain.xml' },
  ],
  [
    { action: 'stop', domain: 'demo' },
    { action: 'stop', domain: 'demo', force: false },
  ],
  [
    { action: 'stop', domain: 'demo', force: true },
    { action: 'stop', domain: 'demo', force: true },
  ],
])('%j', (definition, aim) => {
  expect(of(definition)).toEqual(aim);
});

test.each([
  {},
  { action: 'start' },
  { action: 'stop', file: 'vm.domain.xml' },
  { action: 'burn', domain: 'demo' },
  { action: 'start', domain: 7 },
])('%j says nothing that could be done', (definition) => {
  expect(of(definition)).toBeUndefined();
});
