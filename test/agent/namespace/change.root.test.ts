import { existsSync, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { lookUp } from '../../../agent/host/devEntry.ts';
import { processIdentity } from '../../../agent/host/processIdentity.ts';
import { changeDev } from '../../../agent/namespace/change.ts';
import type { DevStep } from '../../../plan/privateDev/devChange.ts';
import type { PlannedNode } from '../../../plan/privateDev/devPlan.ts';
import { DEFAULT_NODES } from '../../../plan/privateDev/wanted.ts';
import { failureOf, launchOn, planOn, RunFolder } from './launches.ts';
import { buildPrograms, PrivateHost, type Programs } from './privateHost.ts';

let programs: Programs;
let host: PrivateHost;
let run: RunFolder;
let pid: number;
beforeAll(async () => {
  programs = await buildPrograms();
  host = await PrivateHost.start(programs, 'mkdir /dev/secret');
});
afterAll(async () => {
  await host?.end();
  programs?.remove();
});
beforeEach(async () => {
  run = new RunFolder();
  const launched = await launchOn(host, run.spec(await planOn(host)));
  expect(failureOf(launched.reports)).toBeUndefined();
  pid = launched.pid;
});
afterEach(async () => {
  await host.kill(pid);
  run.remove();
});

const acl = 'user::rw-,user:54321:rw-,group::r--,mask::rw-,other::r--';
const device = (path: string, minor = 5): Extract<PlannedNode, { kind: 'char' | 'block' }> => ({
  path,
  kind: 'char',
  major: 1,
  minor,
  access: { mode: 0o664, uid: 54301, gid: 54302 },
  reasons: [],
});
const folder = (path: string): PlannedNode => ({
  path,
  kind: 'directory',
  access: { mode: 0o2750, uid: 0, gid: 54302 },
  reasons: [],
});
const make = (node: PlannedNode): DevStep => ({ kind: 'make', node });
const remove = (before: PlannedNode): DevStep => ({ kind: 'remove', before });

const inside = (path: string): string => `/proc/${pid}/root${path}`;
const names = (): string[] => readdirSync(inside('/dev')).sort();
/** As root in the VM's own mount namespace: a QEMU that has taken over what it can, and more. */
const evil = (script: string): Promise<string> =>
  host.run(`nsenter --mount=/proc/${pid}/ns/mnt -- /bin/sh -euc '${script}'`);

describe('a running /dev', () => {
  test('gets nodes, folders and links, each exactly as planned', () => {
    const node = { ...device('/dev/d/e/n'), access: { ...device('').access, acl } };
    changeDev(pid, [
      make(folder('/dev/d')),
      make(folder('/dev/d/e')),
      make(node),
      make({ path: '/dev/l', kind: 'link', target: 'd/e/n', reasons: [] }),
    ]);
    const { reasons, path, ...entry } = node;
    expect(lookUp(inside(path))).toEqual({ found: entry });
    expect(lstatSync(inside('/dev/d')).mode & 0o7777).toBe(0o2750);
    expect(readlinkSync(inside('/dev/l'))).toBe('d/e/n');
  });

  test('loses nodes, children first', () => {
    const before = names();
    changeDev(pid, [make(folder('/dev/d')), make(device('/dev/d/n'))]);
    changeDev(pid, [remove(device('/dev/d/n')), remove(folder('/dev/d'))]);
    expect(names()).toEqual(before);
  });

  test('keeps a folder that something else is in, and does not mind what is gone', () => {
    changeDev(pid, [make(folder('/dev/d')), make(device('/dev/d/n'))]);
    changeDev(pid, [remove(folder('/dev/d')), remove(device('/dev/never'))]);
    expect(existsSync(inside('/dev/d/n'))).toBe(true);
  });

  test('edge 6: a replaced node is never away', () => {
    changeDev(pid, [make(device('/dev/n'))]);
    const { ino } = lstatSync(inside('/dev/n'));
    changeDev(pid, [{ kind: 'replace', node: device('/dev/n', 8), before: device('/dev/n') }]);
    expect(lookUp(inside('/dev/n'))).toMatchObject({ found: { minor: 8, access: { uid: 54301 } } });
    expect(lstatSync(inside('/dev/n')).ino).not.toBe(ino);
    expect(names().filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('edge 7: a right node is not touched', () => {
    changeDev(pid, [make(device('/dev/n'))]);
    const { ino, ctimeMs } = lstatSync(inside('/dev/n'));
    expect(changeDev(pid, [make(device('/dev/n'))])).toEqual([]);
    expect(lstatSync(inside('/dev/n'))).toMatchObject({ ino, ctimeMs });
  });
});

describe('a bound folder', () => {
  const secret: PlannedNode = {
    path: '/dev/secret',
    kind: 'bind',
    directory: true,
    access: { mode: 0o755, uid: 0, gid: 0 },
    reasons: [],
  };
  let more: RunFolder;
  let other: number;
  beforeEach(async () => {
    more = new RunFolder();
    const plan = await planOn(host, undefined, [...DEFAULT_NODES, secret.path]);
    other = (await launchOn(host, more.spec(plan))).pid;
  });
  afterEach(async () => {
    await host.kill(other);
    more.remove();
  });
  const there = (path: string): boolean => existsSync(`/proc/${other}/root${path}`);

  test('can go while the process runs', () => {
    expect(there(secret.path)).toBe(true);
    changeDev(other, [remove(secret)]);
    expect(there(secret.path)).toBe(false);
  });

  test('cannot be given back: the rest is, and what failed at first is told, with what is left', () => {
    const failing = [make(device('/dev/a')), remove(secret), make(device('/dev/b')), make(device('/dev/none/n'))];
    expect(() => changeDev(other, failing)).toThrow(
      expect.objectContaining({
        errno: 'ENOENT',
        path: '/dev/none/n',
        cause: expect.objectContaining({ errors: [expect.objectContaining({ path: secret.path })] }),
      }),
    );
    expect(['/dev/a', '/dev/b'].filter(there)).toEqual([]);
  });
});

describe('edge 9: a step that fails', () => {
  test('takes back what the steps before it made, and names itself', () => {
    const before = names();
    const steps = [make(folder('/dev/d')), make(device('/dev/d/n')), make(device('/dev/none/n'))];
    expect(() => changeDev(pid, steps)).toThrow(
      expect.objectContaining({ syscall: 'openat2', errno: 'ENOENT', path: '/dev/none/n' }),
    );
    expect(names()).toEqual(before);
  });

  test('leaves what was right before', () => {
    changeDev(pid, [make(device('/dev/n'))]);
    expect(() => changeDev(pid, [make(device('/dev/n')), make(device('/dev/none/n'))])).toThrow('ENOENT');
    expect(existsSync(inside('/dev/n'))).toBe(true);
  });

  test('gives back what it removed and replaced', () => {
    changeDev(pid, [make(device('/dev/a')), make(device('/dev/b'))]);
    const steps: DevStep[] = [
      remove(device('/dev/a')),
      { kind: 'replace', node: device('/dev/b', 8), before: device('/dev/b') },
      make(device('/dev/none/n')),
    ];
    expect(() => changeDev(pid, steps)).toThrow('ENOENT');
    for (const path of ['/dev/a', '/dev/b']) expect(lookUp(inside(path))).toMatchObject({ found: { minor: 5 } });
  });

  test('another thing of that name is not overwritten', async () => {
    await evil('mknod /dev/n c 1 9');
    expect(() => changeDev(pid, [make(device('/dev/n'))])).toThrow(
      expect.objectContaining({ errno: 'EEXIST', path: '/dev/n' }),
    );
    expect(lookUp(inside('/dev/n'))).toMatchObject({ found: { minor: 9 } });
  });

  test('edge 36: a full /dev is told as what it is, and rolled back', async () => {
    await evil('mount -o remount,nr_inodes=$(($(df --output=iused /dev | tail -1) + 1)) /dev');
    const before = names();
    expect(() => changeDev(pid, [make(device('/dev/a')), make(device('/dev/b'))])).toThrow(
      expect.objectContaining({ errno: 'ENOSPC', path: '/dev/b', message: expect.stringContaining('is full') }),
    );
    expect(names()).toEqual(before);
  });
});

describe('edge 40: a link inside', () => {
  test('leads nowhere: neither on the host nor in the VM is anything made', async () => {
    await evil('ln -s /dev/secret /dev/vg');
    expect(() => changeDev(pid, [make(device('/dev/vg/n'))])).toThrow(
      expect.objectContaining({ syscall: 'openat2', errno: 'ELOOP', path: '/dev/vg/n' }),
    );
    expect(() => changeDev(pid, [remove(device('/dev/vg/n'))])).toThrow('ELOOP');
    expect(await host.run('ls /dev/secret')).toBe('');
  });

  test('in a node’s place keeps its owner and mode, and so does what it leads to', async () => {
    await evil('ln -s /etc/passwd /dev/n');
    const { mode, uid } = lstatSync('/etc/passwd');
    expect(() => changeDev(pid, [make(device('/dev/n'))])).toThrow('EEXIST');
    changeDev(pid, [{ kind: 'replace', node: device('/dev/n'), before: device('/dev/n') }]);
    expect(lookUp(inside('/dev/n'))).toMatchObject({ found: { kind: 'char' } });
    expect(lstatSync('/etc/passwd')).toMatchObject({ mode, uid });
  });
});

test('edge 35: a process that has ended is not changed, whoever has its number', async () => {
  const ended = run;
  const launched = await launchOn(
    host,
    ended.spec(await planOn(host), { monitor: { fd: 100, path: `${ended.path}/m` } }),
  );
  await host.kill(launched.pid);
  expect(() => changeDev(launched.pid, [make(device('/dev/n'))])).toThrow('ESRCH');
});

test('edge 35: a process that got the number of another since is not changed', () => {
  const identity = processIdentity(pid);
  const before = names();
  expect(() => changeDev(pid, [make(device('/dev/n'))], { ...identity, startTime: '1' })).toThrow('ESRCH');
  expect(names()).toEqual(before);
  expect(changeDev(pid, [make(device('/dev/n'))], identity)).toHaveLength(1);
});
