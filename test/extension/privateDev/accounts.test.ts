import { expect, test } from 'vitest';
import { aclNames, ownerName, readAccounts } from '../../../extension/privateDev/accounts.ts';

const accounts = readAccounts(
  'root:x:0:0:root:/root:/bin/bash\ntoor:x:0:0::/:\nann:x:1000:1000:Ann,,,:/home/ann:/bin/sh\n+::::::\n',
  'root:x:0:\nkvm:x:107:ann\n',
);

test('an owner has the names that ls(1) shows, and numbers where there is none', () => {
  expect(ownerName(accounts, 0, 107)).toBe('root:kvm');
  expect(ownerName(accounts, 4242, 1000)).toBe('4242:1000');
});

test('so has an ACL; its mask and the owner’s own entries have no name', () => {
  const acl = 'user::rw-,user:1000:rw-,group::---,group:107:r--,mask::rw-,other::---';
  expect(aclNames(accounts, acl)).toBe('user::rw- user:ann:rw- group::--- group:kvm:r-- mask::rw- other::---');
});
