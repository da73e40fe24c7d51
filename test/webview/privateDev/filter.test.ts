import { expect, test } from 'vitest';
import type { DevRow } from '../../../protocol/privateDevPanel.ts';
import { matching, searchText, showOnly } from '../../../webview/privateDev/filter.ts';

const row = (path: string, given: Partial<DevRow> = {}): DevRow => ({
  ...{ path, why: [{ text: 'every VM' }], marks: [], device: 'character 1:3', access: 'crw-rw-rw-' },
  ...{ owner: 'root:root', details: [{ label: 'ACL', value: 'user:ann:rw-' }] },
  ...given,
});

test.each([
  ['', true],
  ['  ', true],
  ['NULL', true],
  ['root every', true],
  ['1:3', true],
  ['ann', true],
  ['not planned', true],
  ['-> zero', false],
  ['null kvm', false],
])('a row is found by any words of what one reads of it: %j', (filter, isFound) => {
  const text = searchText(row('/dev/null', { marks: [{ kind: 'drift', text: 'not planned' }] }));
  expect(matching([text], filter)).toEqual([isFound]);
});

test('a word is not found across two cells', () => {
  expect(matching([searchText(row('/dev/a', { owner: 'root:kvm' }))], 'rw-root')).toEqual([false]);
});

/** An element that counts how often it is told to be hidden or shown. */
class Counted {
  writes = 0;
  #hidden = false;
  get hidden(): boolean {
    return this.#hidden;
  }
  set hidden(hidden: boolean) {
    this.writes++;
    this.#hidden = hidden;
  }
}

test('with 500 nodes a key reads each text once, and touches only rows that come or go', () => {
  const rows = Array.from({ length: 500 }, (_, index) => row(`/dev/node${index}`));
  let reads = 0;
  const texts = rows.map(searchText);
  const counted = new Proxy(texts, {
    get: (target, key, receiver) => {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads++;
      return Reflect.get(target, key, receiver);
    },
  });
  const elements = rows.map(() => new Counted());
  const writes = (filter: string): number => {
    const before = elements.reduce((sum, each) => sum + each.writes, 0);
    showOnly(elements, matching(counted, filter));
    return elements.reduce((sum, each) => sum + each.writes, 0) - before;
  };
  expect(writes('n')).toBe(0);
  expect(reads).toBe(500);
  // node4, node40 … node49, node400 … node499: 111 stay.
  expect(writes('node4')).toBe(389);
  expect(writes('node49')).toBe(100);
  expect(elements.filter(({ hidden }) => !hidden)).toHaveLength(11);
  expect(writes('node49')).toBe(0);
  expect(writes('')).toBe(489);
});
