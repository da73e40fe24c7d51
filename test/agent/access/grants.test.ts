import { expect, test } from 'vitest';
import { configSchema } from '../../../agent/access/config.ts';
import { grantsFor } from '../../../agent/access/grants.ts';

const database = {
  users: [
    { name: 'ann', uid: 1000, gid: 1000 },
    { name: 'ben', uid: 1001, gid: 50 },
  ],
  groups: [
    { name: 'ann', gid: 1000, members: [] },
    { name: 'staff', gid: 50, members: [] },
    { name: 'usb', gid: 60, members: ['ann'] },
  ],
};
const grantsOf = (uid: number, ...grants: object[]) => grantsFor(configSchema.parse({ grants }), uid, uid, database);

test.each([
  ['a user', 1000, { user: 'ann' }, 1],
  ['another user', 1001, { user: 'ann' }, 0],
  ['a group that the user is a member of', 1000, { group: 'usb' }, 1],
  ['the user’s own group', 1001, { group: 'staff' }, 1],
  ['another group', 1001, { group: 'usb' }, 0],
])('a grant to %s', (_, uid, to, count) => {
  expect(grantsOf(uid, { ...to, path: '/dev/sda' })).toHaveLength(count);
});

test('nobody is granted what is granted to a name that nobody has', () => {
  expect(grantsOf(4242, { user: 'ann', path: '/dev/sda' }, { group: 'usb', path: '/dev/sdb' })).toEqual([]);
});

test('of two grants for one path the one that gives more counts, in either order', () => {
  const [less, more] = [
    { user: 'ann', path: '/dev/sda', access: 'read' },
    { group: 'usb', path: '/dev/sda' },
  ];
  const all = [{ path: '/dev/sda', uid: 1000, writable: true }];
  expect(grantsOf(1000, less, more)).toEqual(all);
  expect(grantsOf(1000, more, less)).toEqual(all);
});

test.each([
  { path: '/dev/sda' },
  { user: 'ann', group: 'usb', path: '/dev/sda' },
  { user: 'ann', path: '/etc/shadow' },
  { user: 'ann', path: '/dev/sda', access: 'all' },
])('%j is refused', (grant) => {
  expect(configSchema.safeParse({ grants: [grant] }).success).toBe(false);
});
