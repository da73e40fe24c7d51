import { expect, it } from 'vitest';
import { socketAccess } from '../../../agent/access/socketAccess.ts';

const without = { users: [], groups: [{ name: 'users', gid: 100, members: [] }] };
const installed = { ...without, groups: [...without.groups, { name: 'virtcell', gid: 990, members: ['ann'] }] };

it.each([
  ['an installed agent lets its group in', {}, installed, { group: 990 }],
  ['without the group root alone connects', {}, without, {}],
  ['an agent started by sudo is its user’s own', { SUDO_UID: '1000' }, installed, { owner: 1000 }],
  ['root that used sudo is root', { SUDO_UID: '0' }, installed, { group: 990 }],
  ['what is no number is nobody', { SUDO_UID: '1e3' }, installed, { group: 990 }],
  ['nor is the empty word', { SUDO_UID: '' }, without, {}],
])('%s', (_, environment, database, access) => {
  expect(socketAccess(environment, database)).toEqual(access);
});
