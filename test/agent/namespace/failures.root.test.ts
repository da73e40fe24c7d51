import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LaunchSpec } from '../../../agent/namespace/launchSpec.ts';
import type { DevPlan, PlannedNode } from '../../../plan/privateDev/devPlan.ts';
import { access, mountAt } from '../../plan/privateDev/madeUpHost.ts';
import { failureOf, launchOn, planOn, RunFolder, SYSTEM_RULES, stepsOf, TMPFS } from './launches.ts';
import { buildPrograms, PrivateHost, type Programs } from './privateHost.ts';

let programs: Programs;
beforeAll(async () => {
  programs = await buildPrograms();
});
afterAll(() => programs.remove());

const zero: PlannedNode = { path: '/dev/zero', kind: 'char', major: 1, minor: 5, access, reasons: [] };
const manyNodes = Array.from(
  { length: 10 },
  (_, at): PlannedNode => ({ path: `/dev/n${at}`, kind: 'link', target: 'zero', reasons: [] }),
);

interface Failing {
  readonly step: string;
  readonly with: string;
  readonly spec: (run: RunFolder, plan: DevPlan) => LaunchSpec;
  readonly failure: object;
}

const withNodes = (plan: DevPlan, ...nodes: PlannedNode[]): DevPlan => ({ ...plan, nodes: [...plan.nodes, ...nodes] });
const confined = (run: RunFolder, plan: DevPlan, rule: LaunchRule) =>
  run.spec(plan, { confinement: { abi: 6, rules: [...SYSTEM_RULES, rule] } });
type LaunchRule = NonNullable<LaunchSpec['confinement']>['rules'][number];

const FAILING: readonly Failing[] = [
  {
    step: 'make-dev',
    with: 'a node that is planned twice',
    spec: (run, plan) => run.spec(withNodes(plan, zero)),
    failure: { syscall: 'mknodat', errno: 'EEXIST', path: '/dev/zero' },
  },
  {
    step: 'make-dev',
    with: 'edge 36: more nodes than the tmpfs has inodes',
    spec: (run, plan) => ({
      ...run.spec(plan),
      dev: { tmpfs: { ...TMPFS, nr_inodes: '8' }, nodes: manyNodes, mounts: [] },
    }),
    failure: { syscall: 'symlinkat', errno: 'ENOSPC', path: '/dev/n7', message: expect.stringContaining('is full') },
  },
  {
    step: 'make-dev',
    with: 'an option that tmpfs does not know',
    spec: (run, plan) => ({ ...run.spec(plan), dev: { tmpfs: { bogus: '1' }, nodes: plan.nodes, mounts: [] } }),
    failure: { syscall: 'fsconfig', errno: 'EINVAL', message: expect.stringContaining("Unknown parameter 'bogus'") },
  },
  {
    step: 'make-dev',
    with: 'edge 34: a node that has another number by now',
    spec: (run, plan) => run.spec({ ...plan, nodes: [{ ...zero, minor: 6 }] }),
    failure: { syscall: 'lstat', errno: 'ESTALE', path: '/dev/zero' },
  },
  {
    step: 'make-dev',
    with: 'edge 34: a node that is gone by now',
    spec: (run, plan) => run.spec({ ...plan, nodes: [{ ...zero, path: '/dev/gone' }] }),
    failure: { errno: 'ENOENT', path: '/dev/gone' },
  },
  {
    step: 'take-mounts',
    with: 'a mount that is gone by now',
    spec: (run, plan) => run.spec({ ...plan, mounts: [...plan.mounts, mountAt('/dev/gone')] }),
    failure: { syscall: 'open_tree', errno: 'ENOENT', path: '/dev/gone' },
  },
  {
    step: 'enter-dev',
    with: 'a mount that has no place',
    spec: (run, plan) => run.spec({ ...plan, mounts: [mountAt('/dev/pts', { onto: 'file' })] }),
    failure: { syscall: 'move_mount', errno: 'EINVAL', path: '/dev/pts' },
  },
  {
    step: 'open-files',
    with: 'a monitor path that is too long',
    spec: (run, plan) => run.spec(plan, { monitor: { fd: 100, path: join(run.path, 'm'.repeat(108)) } }),
    failure: { syscall: 'bind', errno: 'ENAMETOOLONG', path: expect.stringMatching(/m{108}$/) },
  },
  {
    step: 'open-files',
    with: 'a log that is a symbolic link',
    spec: (run, plan) => {
      symlinkSync('/etc/passwd', join(run.path, 'log'));
      return run.spec(plan, { logs: [{ fd: 101, path: join(run.path, 'log') }] });
    },
    failure: { syscall: 'open', errno: 'ELOOP', path: expect.stringMatching(/log$/) },
  },
  {
    step: 'limits',
    with: 'a limit that is less than itself',
    spec: (run, plan) => run.spec(plan, { limits: [{ resource: 'nofile', soft: 100, hard: 50 }] }),
    failure: { syscall: 'setrlimit', errno: 'EINVAL', path: 'nofile' },
  },
  {
    step: 'drop-identity',
    with: 'a group that cannot be',
    spec: (run, plan) => run.spec(plan, { identity: { uid: 54321, gid: 54322, groups: [0xffffffff] } }),
    failure: { syscall: 'setgroups', errno: 'EINVAL' },
  },
  {
    step: 'confine',
    with: 'edge 21: a file of the XML that is missing',
    spec: (run, plan) =>
      confined(run, plan, { path: '/images/gone', rights: 'read', element: '/domain/devices/disk[1]/source' }),
    failure: { errno: 'ENOENT', path: '/images/gone', element: '/domain/devices/disk[1]/source' },
  },
  {
    step: 'confine',
    with: 'a file that root may read and the caller may not',
    spec: (run, plan) => confined(run, plan, { path: '/etc/shadow', rights: 'read', element: '/domain/os/kernel' }),
    failure: { errno: 'EACCES', path: '/etc/shadow', element: '/domain/os/kernel' },
  },
  {
    step: 'exec',
    with: 'a program that is not there',
    spec: (run, plan) => run.spec(plan, { argv: ['/usr/bin/qemu-system-gone'] }),
    failure: { syscall: 'execve', errno: 'ENOENT', path: '/usr/bin/qemu-system-gone' },
  },
];

/** Descriptors that keep a mount alive show as links to it; a process of the test’s is the only one that could. */
const isGone = (pid: number): boolean => !existsSync(`/proc/${pid}`);

describe.each(['private', 'shared'] as const)('on a host whose mounts are %s', (propagation) => {
  let host: PrivateHost;
  let run: RunFolder;
  let before: string;
  const machine = readFileSync('/proc/self/mountinfo', 'utf8');
  beforeAll(async () => {
    host = await PrivateHost.start(programs, '', propagation);
    before = await host.call('mountinfo');
  });
  afterAll(() => host?.end());
  beforeEach(() => {
    run = new RunFolder();
  });
  afterEach(() => run.remove());

  const expectUntouched = async (): Promise<void> => {
    expect(await host.call('mountinfo')).toBe(before);
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).toBe(machine);
  };

  test('the host’s mounts are byte for byte the same before, during and after a run', async () => {
    const { pid, reports } = await launchOn(host, run.spec(await planOn(host)));
    expect(stepsOf(reports).at(-1)).toBe('exec');
    await expectUntouched();
    expect(await host.kill(pid)).toBe('SIGKILL');
    await expectUntouched();
  });

  const named = FAILING.map((failing) => [failing.step, failing.with, failing] as const);
  test.each(named)('edges 23, 27: %s fails with %s: said whole, and nothing is left', async (_, __, failing) => {
    const spec = failing.spec(run, await planOn(host));
    const { pid, reports } = await launchOn(host, spec);
    expect(failureOf(reports)).toMatchObject({ step: failing.step, ...failing.failure });
    expect(stepsOf(reports).at(-1)).toBe(failing.step);
    expect(await host.call('ended', pid)).toBe(1);
    expect(isGone(pid)).toBe(true);
    await expectUntouched();
    const opened = ['limits', 'drop-identity', 'confine', 'exec'].includes(failing.step);
    expect(run.files().filter((name) => name !== 'log')).toEqual(
      opened ? ['monitor.sock', 'output'] : failing.step === 'open-files' ? expect.anything() : [],
    );
  });

  test.each(['make-dev', 'leave-host', 'take-mounts', 'enter-dev', 'open-files', 'confine', 'exec'])(
    'edge 43: killed as %s begins, nothing is left',
    async (step) => {
      const pid = await host.call('startLauncher');
      const spec = run.spec(await planOn(host));
      expect(await host.call('killAtStep', pid, spec, step)).toBe('SIGKILL');
      expect(isGone(pid)).toBe(true);
      await expectUntouched();
      expect(['monitor.sock', 'output']).toEqual(expect.arrayContaining(run.files()));
    },
  );

  test('edge 43: killed while it waits, nothing is left', async () => {
    const pid = await host.call('startLauncher');
    expect(await host.kill(pid)).toBe('SIGKILL');
    await expectUntouched();
    expect(run.files()).toEqual([]);
  });
});

describe('a launcher that waits', () => {
  let host: PrivateHost;
  beforeAll(async () => {
    host = await PrivateHost.start(programs);
  });
  afterAll(() => host?.end());

  test('ends when its input does: an agent that is killed leaves none behind', async () => {
    const pid = await host.call('startLauncher');
    await host.call('closeInput', pid);
    expect(await host.call('ended', pid)).toBe(0);
  });

  test('edge 23: says what is wrong with a spec that it cannot read', async () => {
    const pid = await host.call('startLauncher');
    const reports = await host.call('send', pid, 'not JSON');
    expect(failureOf(reports)).toMatchObject({ step: 'spec', message: expect.stringContaining('JSON') });
    expect(await host.call('ended', pid)).toBe(1);
  });
});
