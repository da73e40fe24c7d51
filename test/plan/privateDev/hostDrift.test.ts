import { expect, test } from 'vitest';
import { hostDrift } from '../../../plan/privateDev/hostDrift.ts';
import { lookUpOn, type MadeUpHost, mountAt, planOn, wanting } from './madeUpHost.ts';

const HOST = { '/dev/disk/one': '-> ../sda', '/dev/sda': 'b 8:0', '/dev/file': 'file' };
const { plan } = planOn(wanting('/dev/disk/one', '/dev/file'), HOST);
const driftOn = (host: MadeUpHost): unknown => Object.fromEntries(hostDrift(plan, (path) => lookUpOn(host, path)));

test('what never was the host’s has none: a link in the place of a bound /dev/ptmx', () => {
  const host = { '/dev/ptmx': 'c 5:2', '/dev/pts/ptmx': 'c 5:2', '/dev/null': 'c 1:3' };
  const mounts = [mountAt('/dev/pts', { fsType: 'devpts' })];
  const { plan: covered } = planOn(wanting(), host, { defaults: ['/dev/ptmx'], mounts, hostDev: 'covered' });
  expect(covered.nodes.find(({ path }) => path === '/dev/ptmx')).toMatchObject({ kind: 'link', ours: true });
  expect([...hostDrift(covered, (path) => lookUpOn(host, path))]).toEqual([]);
});

test('nor has a node by number, with its folder, where there is no udev', () => {
  const host = { '/dev/null': 'c 1:3', '/dev/dm-0': 'b 253:0', '/dev/sda': 'b 8:0' };
  const sysfs = {
    '/sys/dev/block/253:0/dm/name': 'upper',
    '/sys/dev/block/253:0/slaves/sda/dev': '8:0',
    '/sys/dev/block/8:0/uevent': 'DEVNAME=sda',
  };
  const { plan: stacked } = planOn(wanting('/dev/dm-0'), host, { sysfs });
  expect(stacked.nodes.filter(({ ours }) => ours).map(({ path }) => path)).toEqual(['/dev/block', '/dev/block/8:0']);
  expect([...hostDrift(stacked, (path) => lookUpOn(host, path))]).toEqual([]);
  expect([...hostDrift(stacked, (path) => lookUpOn({ ...host, '/dev/dm-0': 'b 253:1' }, path))]).toEqual([
    ['/dev/dm-0', 'changed'],
  ]);
});

test('a host that is as it was has no drift', () => {
  expect(driftOn(HOST)).toEqual({});
});

test.each<[string, MadeUpHost, Record<string, string>]>([
  ['another number', { ...HOST, '/dev/sda': 'b 65:0' }, { '/dev/sda': 'changed' }],
  ['another kind', { ...HOST, '/dev/sda': 'c 8:0' }, { '/dev/sda': 'changed' }],
  ['a link that leads elsewhere', { ...HOST, '/dev/disk/one': '-> ../sdb' }, { '/dev/disk/one': 'changed' }],
  ['a folder in a file’s place', { ...HOST, '/dev/file': 'directory' }, { '/dev/file': 'changed' }],
  ['what is gone', { '/dev/disk/one': '-> ../sda', '/dev/file': 'file' }, { '/dev/sda': 'gone' }],
])('%s is told', (_, host, drift) => {
  expect(driftOn(host)).toEqual(drift);
});
