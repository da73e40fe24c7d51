import { expect, test } from 'vitest';
import { compare, type FoundDev } from '../../../plan/compare.ts';
import type { DevPlan } from '../../../plan/privateDev/devPlan.ts';
import { reportComparison, reportPlan } from '../../../plan/privateDev/report.ts';
import { access, directoryAccess, elementReason, entry, mountAt } from './madeUpHost.ts';

/* The shapes that outside scripts rely on. `vitest -u` rewrites the golden files when a change is meant. */

const asText = (report: object): string => `${JSON.stringify(report, null, 2)}\n`;
const acl = 'user::rw-,user:1000:rw-,group::---,mask::rw-,other::---';

const plan: DevPlan = {
  nodes: [
    { path: '/dev/disk', kind: 'directory', access: directoryAccess, reasons: [elementReason(0)] },
    { path: '/dev/disk/one', kind: 'link', target: '../sda', reasons: [elementReason(0)] },
    { path: '/dev/log', kind: 'bind', directory: false, access, reasons: [{ kind: 'grant', path: '/dev/log' }] },
    { path: '/dev/null', kind: 'char', major: 1, minor: 3, access, reasons: [{ kind: 'default' }, elementReason(1)] },
    {
      path: '/dev/sda',
      kind: 'block',
      major: 8,
      minor: 0,
      access: { ...access, mode: 0o4060, acl, label: 'device_t' },
      reasons: [elementReason(0), { kind: 'link', path: '/dev/disk/one' }],
    },
  ],
  mounts: [mountAt('/dev/pts', { fsType: 'devpts', source: 'devpts', options: ['rw', 'mode=600'] })],
  hidden: 180,
};

const found: FoundDev = {
  entries: [
    { path: '/dev/disk', entry: { kind: 'directory', access: directoryAccess } },
    { path: '/dev/disk/one', entry: entry('-> ../sdb') },
    { path: '/dev/log', entry: entry('socket') },
    { path: '/dev/null', entry: { kind: 'char', major: 1, minor: 3, access: { ...access, mode: 0o666 } } },
    { path: '/dev/surprise', entry: entry('fifo') },
  ],
  mounts: [
    {
      ...{ path: '/dev/log', source: 'tmpfs', fsType: 'tmpfs', options: ['rw'], sharedWithHost: true },
      ...{ device: '0:24', propagation: 'slave' },
    },
    {
      ...{ path: '/dev/mqueue', source: 'mqueue', fsType: 'mqueue', options: ['rw'], sharedWithHost: false },
      ...{ device: '0:77', propagation: 'private' },
    },
  ],
};

test('plan --json', async () => {
  await expect(asText(reportPlan(plan))).toMatchFileSnapshot('golden/plan-json.txt');
});

test('dev --json', async () => {
  await expect(asText(reportComparison(compare(plan, found), plan))).toMatchFileSnapshot('golden/dev-json.txt');
});

test('a report is JSON and nothing else', () => {
  for (const report of [reportPlan(plan), reportComparison(compare(plan, found), { hidden: 0 })]) {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  }
});
