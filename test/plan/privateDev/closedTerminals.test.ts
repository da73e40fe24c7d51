import { expect, test } from 'vitest';
import { domain } from '../commandLine/sampleDomains.ts';
import { type MadeUpHost, mountAt, planOn, wanting } from './madeUpHost.ts';

const HOST: MadeUpHost = { '/dev/ptmx': 'c 5:2', '/dev/pts/3': 'c 136:3', '/dev/null': 'c 1:3' };
const PTS = mountAt('/dev/pts', { fsType: 'devpts', options: ['rw', 'nosuid', 'noexec', 'relatime', 'gid=5'] });

const mountsOn = (host: MadeUpHost, wanted = domain(), mounts = [PTS]) =>
  planOn(wanted, host, { mounts, defaults: ['/dev/ptmx'] }).plan.mounts;

test('of devpts no terminal is to be opened by its name, and everything else of it stays', () => {
  expect(mountsOn(HOST)).toEqual([
    { ...PTS, nodev: true, options: ['rw', 'nosuid', 'nodev', 'noexec', 'relatime', 'gid=5'] },
  ]);
});

test.each([
  [
    ['rw', 'nodev', 'gid=5'],
    ['rw', 'nodev', 'gid=5'],
  ],
  [['rw'], ['rw', 'nodev']],
])('where it is mounted %j it is %j', (options, closed) => {
  expect(mountsOn(HOST, domain(), [{ ...PTS, options }])).toMatchObject([{ options: closed, nodev: true }]);
});

test.each([
  ['/dev/ptmx leads into it', { ...HOST, '/dev/ptmx': '-> pts/ptmx', '/dev/pts/ptmx': 'c 5:2' }, domain()],
  ['there is no /dev/ptmx', { '/dev/null': 'c 1:3' }, domain()],
  ['the domain names a terminal', HOST, wanting('/dev/pts/3')],
  ['a link of the domain’s leads to one', { ...HOST, '/dev/mine': '-> pts/3' }, wanting('/dev/mine')],
])('it stays open where %s', (_, host, wanted) => {
  expect(mountsOn(host, wanted)).toEqual([PTS]);
});

test('a filesystem of another kind stays as it is', () => {
  const shm = mountAt('/dev/shm', { fsType: 'tmpfs' });
  expect(mountsOn(HOST, domain(), [shm])).toEqual([shm]);
});
