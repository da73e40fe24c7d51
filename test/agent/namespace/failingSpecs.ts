import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { LaunchSpec } from '../../../agent/namespace/launchSpec.ts';
import type { DevPlan, PlannedNode } from '../../../plan/privateDev/devPlan.ts';
import { access, mountAt } from '../../plan/privateDev/madeUpHost.ts';
import { type RunFolder, SYSTEM_RULES, TMPFS } from './launches.ts';

const zero: PlannedNode = { path: '/dev/zero', kind: 'char', major: 1, minor: 5, access, reasons: [] };
const manyNodes = Array.from(
  { length: 10 },
  (_, at): PlannedNode => ({ path: `/dev/n${at}`, kind: 'link', target: 'zero', reasons: [] }),
);

export interface Failing {
  readonly step: string;
  readonly with: string;
  readonly spec: (run: RunFolder, plan: DevPlan) => LaunchSpec;
  readonly failure: object;
  /** The files that the agent has to remove. */
  readonly leaves?: readonly string[];
}

const withNodes = (plan: DevPlan, ...nodes: PlannedNode[]): DevPlan => ({ ...plan, nodes: [...plan.nodes, ...nodes] });
const confined = (run: RunFolder, plan: DevPlan, rule: LaunchRule) =>
  run.spec(plan, { confinement: { abi: 6, rules: [...SYSTEM_RULES, rule] } });
type LaunchRule = NonNullable<LaunchSpec['confinement']>['rules'][number];

/** For every step a spec that fails there, and what is to be said. */
export const FAILING: readonly Failing[] = [
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
    leaves: ['output'],
  },
  {
    step: 'open-files',
    with: 'a log that is a symbolic link',
    spec: (run, plan) => {
      symlinkSync('/etc/passwd', join(run.path, 'log'));
      return run.spec(plan, { logs: [{ fd: 101, path: join(run.path, 'log') }] });
    },
    failure: { syscall: 'open', errno: 'ELOOP', path: expect.stringMatching(/log$/) },
    leaves: ['log', 'monitor.sock', 'output'],
  },
  {
    step: 'limits',
    with: 'a limit that is less than itself',
    spec: (run, plan) => run.spec(plan, { limits: [{ resource: 'nofile', soft: 100, hard: 50 }] }),
    failure: { syscall: 'setrlimit', errno: 'EINVAL', path: 'nofile' },
    leaves: ['monitor.sock', 'output'],
  },
  {
    step: 'drop-identity',
    with: 'a group that cannot be',
    spec: (run, plan) => run.spec(plan, { identity: { uid: 54321, gid: 54322, groups: [0xffffffff] } }),
    failure: { syscall: 'setgroups', errno: 'EINVAL' },
    leaves: ['monitor.sock', 'output'],
  },
  {
    step: 'confine',
    with: 'edge 21: a file of the XML that is missing',
    spec: (run, plan) =>
      confined(run, plan, { path: '/images/gone', rights: 'read', element: '/domain/devices/disk[1]/source' }),
    failure: { errno: 'ENOENT', path: '/images/gone', element: '/domain/devices/disk[1]/source' },
    leaves: ['monitor.sock', 'output'],
  },
  {
    step: 'confine',
    with: 'a file that root may read and the caller may not',
    spec: (run, plan) => confined(run, plan, { path: '/etc/shadow', rights: 'read', element: '/domain/os/kernel' }),
    failure: { errno: 'EACCES', path: '/etc/shadow', element: '/domain/os/kernel' },
    leaves: ['monitor.sock', 'output'],
  },
  {
    step: 'exec',
    with: 'a program that is not there',
    spec: (run, plan) => run.spec(plan, { argv: ['/usr/bin/qemu-system-gone'] }),
    failure: { syscall: 'execve', errno: 'ENOENT', path: '/usr/bin/qemu-system-gone' },
    leaves: ['monitor.sock', 'output'],
  },
];
