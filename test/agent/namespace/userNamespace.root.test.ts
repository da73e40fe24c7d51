import { closeSync, constants, openSync, readFileSync, watch, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LaunchSpec } from '../../../agent/namespace/launchSpec.ts';
import { compare } from '../../../plan/compare.ts';
import type { DevPlan } from '../../../plan/privateDev/devPlan.ts';
import { DEFAULT_NODES } from '../../../plan/privateDev/wanted.ts';
import { BANNER, writeBootDisk } from '../../../scripts/guest/bootSector.mjs';
import { domain, serial } from '../../plan/commandLine/sampleDomains.ts';
import { inEnglish } from '../../plan/privateDev/inEnglish.ts';
import { rangeAt } from '../../plan/privateDev/madeUpHost.ts';
import { failureOf, launchOn, outputOf, planOn, RunFolder, SYSTEM_RULES, shell } from './launches.ts';
import { buildPrograms, PrivateHost, type Programs } from './privateHost.ts';

/* Edge 37 as in a container: this user namespace maps root alone, so QEMU is that root, and Landlock holds it. */

const MAPPED_ROOT = { uid: 0, gid: 0, groups: [] };
const element = '/domain/devices/serial[1]';
const withConsole = domain({ characterDevices: [{ ...serial(0), origin: { element, range: rangeAt(7) } }] });

let programs: Programs;
let host: PrivateHost;
let run: RunFolder;
beforeAll(async () => {
  programs = await buildPrograms();
});
afterAll(() => programs.remove());
beforeEach(() => {
  run = new RunFolder();
});
afterEach(async () => {
  await host.end();
  run.remove();
});

/** QEMU with the boot sector's guest, its console a PTY with a log, as the agent has it. */
function guestSpec(plan: DevPlan): LaunchSpec {
  const disk = join(run.path, 'disk');
  writeBootDisk(disk);
  const argv = [
    ...['/usr/bin/qemu-system-x86_64', '-nodefaults', '-no-user-config', '-display', 'none', '-sandbox', 'on'],
    ...['-machine', 'pc,accel=tcg', '-m', '16', '-drive', `format=raw,file=${disk}`, '-add-fd', 'set=1,fd=101'],
    ...['-chardev', 'pty,id=serial0,logfile=/dev/fdset/1,logappend=on', '-device', 'isa-serial,chardev=serial0'],
  ];
  return run.spec(plan, {
    identity: MAPPED_ROOT,
    logs: [{ fd: 101, path: join(run.path, 'log') }],
    confinement: { abi: 6, rules: [...SYSTEM_RULES, { path: disk, rights: 'write' }] },
    argv,
  });
}

/** Resolves when the guest has printed this and nothing else. */
async function printed(text: string): Promise<void> {
  const log = join(run.path, 'log');
  const watcher = watch(log);
  try {
    while (readFileSync(log, 'latin1') !== text) await new Promise((resolve) => watcher.once('change', resolve));
  } finally {
    watcher.close();
  }
}

/** As a program of that host would: by the host's own /dev/pts, where the number is the same. */
function type(text: string): void {
  const flags = constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK;
  const pty = openSync(`/proc/${host.pid}/root/dev/pts/0`, flags);
  onTestEnd.push(() => closeSync(pty));
  writeSync(pty, text);
}
const onTestEnd: (() => void)[] = [];
afterEach(() => {
  for (const close of onTestEnd.splice(0)) close();
});

describe('in a user namespace', () => {
  test('a guest runs on bound nodes, and what is typed into its console comes back', async () => {
    host = await PrivateHost.startInUserNamespace(programs);
    const plan = await planOn(host, withConsole);
    expect(plan.hostDev).toBe('covered');
    expect(plan.nodes).toContainEqual(expect.objectContaining({ path: '/dev/ptmx', target: '/dev/pts/ptmx' }));
    const { pid, reports } = await launchOn(host, guestSpec(plan));
    expect(failureOf(reports)).toBeUndefined();
    const bound = reports.flatMap((report) => ('bound' in report ? [report.bound] : []));
    expect(bound).toEqual(['/dev/full', '/dev/null', '/dev/random', '/dev/urandom', '/dev/zero']);
    await printed(BANNER);
    type('hello, guest\r');
    await printed(`${BANNER}hello, guest\r\n`);
    const { nodes, mounts } = compare(plan, await host.call('inspect', pid));
    expect([...nodes, ...mounts].filter(({ state }) => state !== 'as-planned')).toEqual([]);
    await host.kill(pid);
  });

  test('what is covered cannot be uncovered by a program without capabilities, nor by one that gives itself some', async () => {
    host = await PrivateHost.startInUserNamespace(programs);
    const uncover = 'umount -l /dev && ls /dev/kmsg';
    const withAll = 'unshare --user --keep-caps --mount sh -c';
    const tries = [
      'ls /dev/kmsg',
      uncover,
      `${withAll} '${uncover}'`,
      `${withAll} 'grep ^CapEff.*fff /proc/self/status'`,
    ];
    const script = tries.map((line) => `if (${line}) 2>/dev/null; then :; else echo denied; fi`).join('\n');
    const spec = run.spec(await planOn(host), { identity: MAPPED_ROOT, argv: shell(script), confinement: null });
    expect(await outputOf(host, run, spec)).toMatch(/^denied\ndenied\ndenied\nCapEff:.*\n$/);
  });

  test.each([
    ['is not open to everybody', 'mount -o remount,ptmxmode=000 /dev/pts'],
    ['no devpts is mounted below /dev', 'umount /dev/pts; mount -t tmpfs none /dev/pts'],
    ['/dev/ptmx leads nowhere', 'rm /dev/ptmx'],
  ])('a console is refused where none can be had, in the plan: %s', async (why, script) => {
    host = await PrivateHost.startInUserNamespace(programs, script);
    const { diagnostics } = await host.call('plan', withConsole, DEFAULT_NODES);
    expect(inEnglish(diagnostics)).toEqual([
      expect.objectContaining({ code: 'no-ptys', element, path: '/dev/ptmx', message: expect.stringContaining(why) }),
    ]);
    // Without a console there is nothing to refuse.
    const spec = run.spec(await planOn(host), { identity: MAPPED_ROOT, argv: shell('echo ran') });
    expect(await outputOf(host, run, spec)).toBe('ran\n');
  });

  test('a spec that does not say so is refused: nothing is covered in silence', async () => {
    host = await PrivateHost.startInUserNamespace(programs);
    const { hostDev: _, ...plan } = await planOn(host);
    const { reports } = await launchOn(host, run.spec(plan, { identity: MAPPED_ROOT }));
    expect(failureOf(reports)).toMatchObject({ step: 'enter-dev', syscall: 'umount2', errno: 'EINVAL', path: '/dev' });
  });
});
