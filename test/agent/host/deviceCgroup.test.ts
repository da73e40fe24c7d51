import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deniedNodes, ownDeviceCgroup, parseDevicesList } from '../../../agent/host/deviceCgroup.ts';
import { inEnglish } from '../../plan/privateDev/inEnglish.ts';
import { elementReason, planOn, wanting } from '../../plan/privateDev/madeUpHost.ts';

const HOST = { '/dev/sda': 'b 8:0', '/dev/sdb': 'b 8:16', '/dev/tape': 'c 9:0', '/dev/full': 'c 1:7' };
const { plan } = planOn(wanting('/dev/sda', '/dev/sdb', '/dev/tape'), HOST, { defaults: ['/dev/full'] });
const denied = (list: string) => deniedNodes(plan, parseDevicesList(list)).map(({ path }) => path);

describe('edge 42: a control group that denies what a node would allow', () => {
  test.each([
    ['all devices', 'a *:* rwm', []],
    ['all of a major number', 'b 8:* rw\nc *:* r', []],
    ['one number', 'b 8:0 rwm\nc 9:0 r', ['/dev/sdb']],
    ['the other kind', 'c 8:* rwm\nc 9:* rwm', ['/dev/sda', '/dev/sdb']],
    ['to make and not to open', 'a *:* m', ['/dev/sda', '/dev/sdb', '/dev/tape']],
  ])('allows %s', (_, list, paths) => {
    expect(denied(list)).toEqual(paths);
  });

  test('is said of the element that asks for the node, and of no default', () => {
    expect(inEnglish(deniedNodes(plan, parseDevicesList('b 8:* rw')))).toEqual([
      {
        severity: 'error',
        code: 'device-denied',
        message: 'the agent’s control group denies /dev/tape (char 9:0)',
        path: '/dev/tape',
        element: elementReason(2).element,
        range: elementReason(2).range,
      },
    ]);
  });
});

describe('the agent’s own', () => {
  let root: string;
  beforeEach(() => {
    root = `${mkdtempSync(join(tmpdir(), 'virtcell-cgroup-'))}/`;
    mkdirSync(`${root}proc/self`, { recursive: true });
    mkdirSync(`${root}sys/fs/cgroup/devices/a/b`, { recursive: true });
    writeFileSync(`${root}sys/fs/cgroup/devices/a/b/devices.list`, 'c 1:3 rwm\n');
    writeFileSync(`${root}sys/fs/cgroup/devices/devices.list`, 'a *:* rwm\n');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  test.each<[string, string, number | undefined]>([
    ['a group of its own', '9:name=systemd:/x\n5:devices:/a/b\n0::/\n', 1],
    ['a controller that shares its hierarchy', '5:cpu,devices:/a/b\n', 1],
    ['the root', '5:devices:/\n', 1],
    ['the second version alone', '0::/system.slice\n', undefined],
    ['a group that cannot be seen from here', '5:devices:/../elsewhere\n', undefined],
  ])('is found in %s', (_, cgroup, lines) => {
    writeFileSync(`${root}proc/self/cgroup`, cgroup);
    expect(ownDeviceCgroup(root)?.length).toBe(lines);
  });
});
