import { expect, test } from 'vitest';
import { cacheFolder } from '../../scripts/prepare/cacheFolder.mjs';
import { asInvokingUser, invokingUser } from '../../scripts/prepare/invokingUser.mjs';

const passwd = () => 'ann:x:1000:1001:Ann:/home/ann:/bin/bash\n';
const ann = { uid: 1000, gid: 1001, name: 'ann', home: '/home/ann' };

test('under sudo it is who called sudo', () => {
  expect(invokingUser({ SUDO_UID: '1000' }, 0, passwd)).toEqual(ann);
});

test.each([
  ['root without sudo', {}, 0],
  ['root under sudo of root', { SUDO_UID: '0' }, 0],
  ['nobody to switch to when not root', { SUDO_UID: '1000' }, 1000],
  ['a SUDO_UID that is no number', { SUDO_UID: 'ann' }, 0],
])('%s is itself', (_who, env, uid) => {
  expect(invokingUser(env, uid, passwd)).toBeUndefined();
});

test("their processes have their home and none of root's folders", () => {
  const { env, ...identity } = asInvokingUser(ann, { HOME: '/root', XDG_CACHE_HOME: '/root/.c', PATH: '/bin' });
  expect(identity).toEqual({ uid: 1000, gid: 1001 });
  expect(env).toEqual({ HOME: '/home/ann', USER: 'ann', LOGNAME: 'ann', PATH: '/bin' });
  expect(cacheFolder(env)).toBe('/home/ann/.cache/virtcell');
});

test('the cache folder can be chosen', () => {
  expect(cacheFolder({ VIRTCELL_CACHE: '/srv/cache', XDG_CACHE_HOME: '/x' })).toBe('/srv/cache');
  expect(cacheFolder({ XDG_CACHE_HOME: '/x', HOME: '/h' })).toBe('/x/virtcell');
  expect(cacheFolder({ XDG_CACHE_HOME: 'relative', HOME: '/h' })).toBe('/h/.cache/virtcell');
});
