import { expect, test } from 'vitest';
import { hostDrift } from '../../../plan/privateDev/hostDrift.ts';
import { lookUpOn, type MadeUpHost, planOn, wanting } from './madeUpHost.ts';

const HOST = { '/dev/disk/one': '-> ../sda', '/dev/sda': 'b 8:0', '/dev/file': 'file' };
const { plan } = planOn(wanting('/dev/disk/one', '/dev/file'), HOST);
const driftOn = (host: MadeUpHost): unknown => Object.fromEntries(hostDrift(plan, (path) => lookUpOn(host, path)));

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
