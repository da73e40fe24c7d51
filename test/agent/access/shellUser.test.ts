import { expect, it } from 'vitest';
import { shellUser } from '../../../agent/access/shellUser.ts';

const PASSWD = [
  'root:x:0:0:root:/root:/bin/bash',
  'ann:x:1000:1000:Ann,,,:/home/ann:/bin/zsh',
  'qemu:x:107:108::/:/usr/sbin/nologin',
  'bob:x:1001:1001::/home/bob:/home/bob/shell',
  'gone:x:1002:1002::/home/gone:/bin/gone',
  'bare:x:1003:1003:::',
  '',
].join('\n');

const SHELLS = ['# comment', '/bin/bash', '/bin/zsh', '/bin/gone', ''];

it.each([
  [1000, { name: 'ann', home: '/home/ann', shell: '/bin/zsh' }],
  [107, { name: 'qemu', home: '/', shell: '/bin/sh' }],
  [1001, { name: 'bob', home: '/home/bob', shell: '/bin/sh' }],
  [1002, { name: 'gone', home: '/home/gone', shell: '/bin/sh' }],
  [1003, { name: 'bare', home: '/', shell: '/bin/sh' }],
  [4711, { name: '4711', home: '/', shell: '/bin/sh' }],
])('uid %i is %j', (uid, user) => {
  expect(shellUser(uid, PASSWD, SHELLS, (path) => path !== '/bin/gone')).toEqual(user);
});
