import { describe, expect, it } from 'vitest';
import { type DomainRecord, domainEntry, newRecord, Registry } from '../../../agent/lifecycle/registry.ts';
import { OTHER_UUID, UUID } from './quietAgent.ts';

const registry = new Registry();
const DEFINITION = { xml: '', source: { file: '/vm.xml', text: '' }, waysIn: { screen: true, console: false } };
const add = (owner: number, name: string, uuid: string): DomainRecord => {
  const record = newRecord(owner, { name, uuid }, DEFINITION);
  registry.add(record);
  return record;
};
const annsVm = add(1000, 'vm', UUID);
const bobsVm = add(1001, 'vm', OTHER_UUID);
const rootsOwn = add(0, 'own', UUID);
add(1000, 'own', OTHER_UUID);

const caller = (uid: number) => ({ uid, gid: uid, groups: [], pid: 1 });

describe('a domain that is asked for', () => {
  it.each<[number, string, number | undefined, DomainRecord]>([
    [1000, 'vm', undefined, annsVm],
    [1000, UUID, undefined, annsVm],
    [1001, 'vm', undefined, bobsVm],
    [1000, 'vm', 1000, annsVm],
    [0, 'vm', 1001, bobsVm],
    // Root's own comes first, whatever others call theirs.
    [0, 'own', undefined, rootsOwn],
    [0, UUID, undefined, rootsOwn],
  ])('by uid %i as %s (owner %s) is found', (uid, name, owner, record) => {
    expect(registry.find(caller(uid), { name, owner })).toBe(record);
  });

  it.each([
    [1000, 'none', undefined, 'domain-not-found'],
    [1002, 'vm', undefined, 'domain-not-found'],
    [1001, UUID, undefined, 'domain-not-found'],
    [1001, 'vm', 1000, 'domain-not-found'],
    [0, 'vm', 0, 'domain-not-found'],
    [0, 'vm', undefined, 'domain-ambiguous'],
  ])('by uid %i as %s (owner %s) is not: %s', (uid, name, owner, code) => {
    expect(() => registry.find(caller(uid), { name, owner })).toThrow(
      expect.objectContaining({ data: expect.objectContaining({ code }) }),
    );
  });
});

it('shows a user their own domains, root all', () => {
  expect(registry.visibleTo(caller(1001))).toEqual([bobsVm]);
  expect(registry.visibleTo(caller(0))).toHaveLength(4);
  expect(registry.visibleTo(caller(7))).toEqual([]);
});

it('tells of a domain that does not run no more than what it is', () => {
  expect(domainEntry(bobsVm)).toEqual({
    name: 'vm',
    uuid: OTHER_UUID,
    id: null,
    state: 'shut off',
    pid: null,
    owner: 1001,
    consoles: [],
    waysIn: { screen: true, console: false },
    definition: { file: '/vm.xml', sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
    startedFrom: null,
    autostart: false,
    problem: null,
    taints: [],
  });
});
