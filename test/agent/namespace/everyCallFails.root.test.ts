import { chownSync, existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LaunchReport, LaunchSpec } from '../../../agent/namespace/launchSpec.ts';
import type { DevPlan } from '../../../plan/privateDev/devPlan.ts';
import { wanting } from '../../plan/privateDev/madeUpHost.ts';
import { CALL_LIST, type Call, FAILING_CALL } from './failingCalls.ts';
import { bundleFailingLauncher } from './failingLauncher.ts';
import { failureOf, launchOn, planOn, RunFolder, SYSTEM_RULES, USER } from './launches.ts';
import { buildPrograms, PrivateHost, type Programs } from './privateHost.ts';
import { told } from './toldCall.ts';

/* Every call that a launch makes, from the spec to exec, made to fail once, each in a launcher of its own. */

/** Of everything that a plan can hold one: folder, links, ACL, label, bound file, mounts. */
const SCRIPT = `
mkdir -p /dev/disk/by-id; ln -s ../../sda /dev/disk/by-id/one
setfacl -m u:54321:rw /dev/sda
printf file > /dev/plainfile
`;
const WANTED = ['/dev/disk/by-id/one', '/dev/loop7', '/dev/plainfile'];

/** What makes the private /dev leaves nothing; later steps leave files in the domain's folder, which the agent removes. */
const STEPS_WITHOUT_FILES = ['make-dev', 'leave-host', 'take-mounts', 'enter-dev'];
const FILES = ['monitor.sock', 'output'];

/** Two cores: one launcher warms up while the other works. */
const LANES = 2;

let programs: Programs;
let host: PrivateHost;
let plan: DevPlan;
let before: string;
let calls: readonly Call[];
beforeAll(async () => {
  programs = await buildPrograms(bundleFailingLauncher);
  host = await PrivateHost.start(programs, SCRIPT);
  plan = labelled(await planOn(host, wanting(...WANTED)));
  before = await host.call('mountinfo');
  ({ calls } = await launch());
});
afterAll(async () => {
  await host?.end();
  programs?.remove();
});

/** As on a host with SELinux, of which this tmpfs takes the labels as well. */
function labelled(unlabelled: DevPlan): DevPlan {
  const label = 'system_u:object_r:fixed_disk_device_t:s0';
  const nodes = unlabelled.nodes.map((node) =>
    node.kind === 'block' ? { ...node, access: { ...node.access, label } } : node,
  );
  return { ...unlabelled, nodes };
}

/** With a log of QEMU's own besides, that is made as the caller. */
function specIn(run: RunFolder): LaunchSpec {
  const own = run.folder('own');
  chownSync(own, USER.uid, USER.gid);
  chownSync(run.path, USER.uid, USER.gid);
  const element = '/domain/devices/serial/source';
  const rule = { path: join(own, 'log'), rights: 'write', create: true, element } as const;
  return run.spec(plan, { confinement: { abi: 6, rules: [...SYSTEM_RULES, rule] } });
}

interface Result {
  readonly failure: ReturnType<typeof failureOf>;
  readonly bound: readonly string[];
  readonly calls: readonly Call[];
  /** What was left behind and should not have been. */
  readonly left: readonly string[];
}

/** A launch, of which one call fails. Whatever became of it is ended. */
async function launch(failing = ''): Promise<Result> {
  const run = new RunFolder();
  const list = join(run.folder('calls'), 'list');
  const neutral = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll(run.path, '/run-folder')) as T;
  try {
    const wrapper = ['env', `${FAILING_CALL}=${failing}`, `${CALL_LIST}=${list}`];
    const { pid, reports } = await launchOn(host, specIn(run), wrapper);
    const left = failureOf(reports) ? await leftByFailed(pid, run, reports) : await leftToProgram(pid);
    const lines = readFileSync(list, 'utf8').trimEnd().split('\n');
    return {
      failure: neutral([failureOf(reports)])[0] ?? undefined,
      bound: reports.flatMap((report) => ('bound' in report ? [report.bound] : [])),
      left,
      calls: neutral(lines.map((line) => JSON.parse(line) as Call)),
    };
  } finally {
    run.remove();
  }
}

async function leftByFailed(pid: number, run: RunFolder, reports: readonly LaunchReport[]): Promise<string[]> {
  const end = await host.call('ended', pid);
  const allowed = STEPS_WITHOUT_FILES.includes(failureOf(reports)?.step ?? '') ? [] : FILES;
  const files = run.files().filter((name) => !['calls', 'own', ...allowed].includes(name));
  return [
    ...(end === 1 ? [] : [`the end ${end}`]),
    ...(existsSync(`/proc/${pid}`) ? ['the process'] : []),
    ...((await host.call('mountinfo')) === before ? [] : ['mounts']),
    ...files.map((name) => `the file ${name}`),
  ];
}

/** A program that runs holds its three and the monitor, no capability, and nothing of the launch. */
async function leftToProgram(pid: number): Promise<string[]> {
  await execEnded(pid);
  const descriptors = heldBy(pid).map(([fd, target]) => `descriptor ${fd}: ${target}`);
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const privileges = status.split('\n').filter((line) => /^Cap...:.*[^0\s]|^NoNewPrivs:\t0/.test(line));
  const mounts = (await host.call('mountinfo')) === before ? [] : ['mounts'];
  await host.kill(pid);
  return [...descriptors, ...privileges, ...mounts];
}

/**
 * The report's end is one of the descriptors that exec closes; others go a moment later. The new program's arguments are
 * there when all are closed: until then the kernel shows the launcher's, and then none.
 */
async function execEnded(pid: number): Promise<void> {
  const programOf = (): string => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] ?? '';
  while (['', process.execPath].includes(programOf())) await nextTurn();
}

/** Beside its own, and beside the libraries that it is just loading. */
function heldBy(pid: number): [fd: string, target: string][] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd): [string, string][] => {
    const target = targetOf(`/proc/${pid}/fd/${fd}`);
    const isOwn = ['0', '1', '2', '100'].includes(fd) || target === undefined || LIBRARY.test(target);
    return isOwn ? [] : [[fd, target]];
  });
}

const LIBRARY = /^(\/usr)?\/lib|^\/etc\/ld\.so/;

/** Nothing for one that was closed meanwhile. */
function targetOf(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Where a failure changes nothing: descriptors that only the launch itself had (the kernel frees them whatever close(2)
 * answers, and exec would), and signal(2), which fails for numbers alone.
 */
function isTolerated({ name }: Call, index: number): boolean {
  const previous = calls[index - 1]?.name ?? '';
  const ownDescriptor = ['fsmount', 'landlock_add_rule', 'landlock_restrict_self'].includes(previous);
  return name === 'signal' || (name === 'close' && ownDescriptor);
}

/** What is wrong with the launch whose N-th call failed with EIO; nothing when all is as it should be. */
async function faultsOf(call: Call, index: number): Promise<string[]> {
  const { failure, left, calls: made } = await launch(`${index + 1}:EIO`);
  const [step, name, path] = told(call, calls.slice(0, index));
  const expected = isTolerated(call, index) ? undefined : { step, syscall: name, errno: 'EIO', path };
  const said = failure && { step: failure.step, syscall: failure.syscall, errno: failure.errno, path: failure.path };
  const faults = left.map((what) => `left ${what}`);
  if (JSON.stringify(made[index]) !== JSON.stringify(call)) faults.push(`was ${JSON.stringify(made[index])}`);
  if (JSON.stringify(said) !== JSON.stringify(expected)) faults.push(`told ${JSON.stringify(failure)}`);
  return faults.map((fault) => `call ${index + 1}, ${JSON.stringify(call)}: ${fault}`);
}

const indexOf = (name: string, ...values: readonly Call['values'][number][]): number =>
  calls.findIndex((call) => call.name === name && values.every((value) => call.values.includes(value)));

describe('a launch', () => {
  test('makes every kind of call that is to fail below', () => {
    expect([...new Set(calls.map(({ name }) => name))].sort()).toEqual(
      [
        ...['fsopen', 'fsconfig', 'fsmount', 'mkdirat', 'mknodat', 'fchownat', 'fchmodat', 'lsetxattr', 'symlinkat'],
        ...['lstat', 'unshare', 'mount', 'open', 'open_tree', 'umount2', 'statx', 'move_mount', 'close'],
        ...['socket', 'bind', 'listen', 'setrlimit', 'setpgid', 'keyctl', 'setgroups', 'setresgid', 'setresuid'],
        ...['prctl', 'capset', 'landlock_create_ruleset', 'landlock_add_rule', 'landlock_restrict_self', 'access'],
        ...['fstat', 'signal', 'sigprocmask', 'close_range', 'dup3', 'execve'],
      ].sort(),
    );
  });

  test('edges 23, 27: whichever call fails, it is named with its path, and nothing is left', async () => {
    const faults: string[] = [];
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let index = next++; index < calls.length; index = next++) {
        faults.push(...(await faultsOf(calls[index] as Call, index)));
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    expect(faults).toEqual([]);
    expect(next - LANES).toBe(calls.length);
    // Hundreds of launches.
  }, 300_000);

  test('edge 37: of all errors EPERM of mknod alone is answered by a bind', async () => {
    const { failure, bound, left } = await launch(`${indexOf('mknodat', 'zero') + 1}:EPERM`);
    expect({ failure, bound, left }).toEqual({ failure: undefined, bound: ['/dev/zero'], left: [] });
  });

  test('a locked /dev, of which umount2 says EINVAL as of one that is gone, is not taken for gone', async () => {
    const { failure, left } = await launch(`${indexOf('umount2') + 1}:EINVAL`);
    expect(failure).toMatchObject({ step: 'enter-dev', syscall: 'umount2', errno: 'EINVAL', path: '/dev' });
    expect(left).toEqual([]);
  });
});
