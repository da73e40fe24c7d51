import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LaunchSpec } from '../../../agent/namespace/launchSpec.ts';
import type { DevPlan } from '../../../plan/privateDev/devPlan.ts';
import { failureOf, launchOn, outputOf, planOn, RunFolder, shell, USER } from './launches.ts';
import { buildPrograms, PrivateHost, type Programs } from './privateHost.ts';

let programs: Programs;
let host: PrivateHost;
let plan: DevPlan;
let run: RunFolder;
beforeAll(async () => {
  programs = await buildPrograms();
  host = await PrivateHost.start(programs);
  plan = await planOn(host);
});
afterAll(async () => {
  await host?.end();
  programs?.remove();
});
beforeEach(() => {
  run = new RunFolder();
});
afterEach(() => run.remove());

const output = (script: string, change: Partial<LaunchSpec> = {}) =>
  outputOf(host, run, run.spec(plan, { argv: shell(script), ...change }));

/** /proc/PID/status of a program that was launched, by field. */
async function statusOf(change: Partial<LaunchSpec> = {}): Promise<Record<string, string>> {
  const text = await output('exec cat /proc/self/status', change);
  return Object.fromEntries(text.split('\n').map((line) => line.split(':\t') as [string, string]));
}

describe('the program that a launcher becomes', () => {
  test('is the caller and nobody else: uid, gid and groups exactly', async () => {
    const status = await statusOf({ identity: { ...USER, groups: [54340, 54341] } });
    const { uid, gid } = USER;
    expect(status).toMatchObject({
      Uid: [uid, uid, uid, uid].join('\t'),
      Gid: [gid, gid, gid, gid].join('\t'),
      Groups: '54340 54341 ',
    });
  });

  test('has no group but its primary one where none is given', async () => {
    expect((await statusOf()).Groups?.trim()).toBe('');
  });

  test('has no capability, in any of the five sets, and can gain none', async () => {
    const none = '0000000000000000';
    expect(await statusOf()).toMatchObject({
      CapInh: none,
      CapPrm: none,
      CapEff: none,
      CapBnd: none,
      CapAmb: none,
      NoNewPrivs: '1',
    });
  });

  test('so has a program that runs as root, where the administrator wants that', async () => {
    const none = '0000000000000000';
    expect(await statusOf({ identity: { uid: 0, gid: 0, groups: [] } })).toMatchObject({ CapPrm: none, CapBnd: none });
  });

  test('has every signal at its default and none blocked', async () => {
    const none = '0000000000000000';
    expect(await statusOf()).toMatchObject({ SigBlk: none, SigIgn: none, SigCgt: none, SigPnd: none });
  });

  test('edge 24: holds 0, 1, 2 and what was passed, and no other descriptor', async () => {
    const log = join(run.path, 'log');
    // 3 is the list’s own.
    const listed = await output('ls -l /proc/self/fd', { logs: [{ fd: 101, path: log }] });
    const links = [...listed.matchAll(/ (\d+) -> (.*)$/gm)].map(([, fd, target]) => [Number(fd), target]);
    expect(links.filter(([fd]) => Number(fd) <= 2)).toEqual([
      [0, '/dev/null'],
      [1, join(run.path, 'output')],
      [2, join(run.path, 'output')],
    ]);
    expect(links.filter(([fd]) => Number(fd) > 3)).toEqual([
      [100, expect.stringMatching(/^socket:/)],
      [101, log],
    ]);
  });

  test('edge 24: many logs go each to its own descriptor, also where launcher’s numbers and QEMU’s meet', async () => {
    const logs = Array.from({ length: 150 }, (_, at) => ({ fd: 101 + at, path: join(run.path, `log${at}`) }));
    const { pid, reports } = await launchOn(host, run.spec(plan, { logs }));
    expect(failureOf(reports)).toBeUndefined();
    const links = await host.run(`cd /proc/${pid}/fd; for fd in *; do echo "$fd $(readlink $fd)"; done`);
    for (const { fd, path } of logs) expect(links).toContain(`\n${fd} ${path}\n`);
    expect(links).toMatch(/\n100 socket:/);
    await host.kill(pid);
  });

  test('a log is appended to, and nobody else may read it', async () => {
    const log = join(run.path, 'log');
    await output('echo first >&4', { logs: [{ fd: 4, path: log }], monitor: { fd: 3, path: join(run.path, 'm') } });
    await output('echo second >&4', { logs: [{ fd: 4, path: log }], monitor: { fd: 3, path: join(run.path, 'n') } });
    expect(readFileSync(log, 'utf8')).toBe('first\nsecond\n');
    expect(await host.run(`stat -c %a:%U ${log}`)).toBe('600:root\n');
  });

  test('is in / with an umask of 077 and exactly the given environment', async () => {
    expect(await output('pwd; umask; exec env', { env: ['A=1', 'B=two words'] })).toBe(
      '/\n0077\nA=1\nB=two words\nPWD=/\n',
    );
  });

  test('leads a process group and no session: a tty device must not become its terminal', async () => {
    const { pid } = await launchOn(host, run.spec(plan));
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const [, , group, session, terminal] = fields;
    expect({ group: Number(group), terminal }).toEqual({ group: pid, terminal: '0' });
    expect(Number(session)).not.toBe(pid);
    await host.kill(pid);
  });

  test('has the limits of its spec', async () => {
    const limits = await output('exec cat /proc/self/limits', {
      limits: [
        { resource: 'core', soft: 0, hard: 0 },
        { resource: 'nofile', soft: 1000, hard: 2000 },
        { resource: 'memlock', soft: 65536, hard: 131072 },
      ],
    });
    expect(limits).toMatch(/^Max core file size +0 +0 /m);
    expect(limits).toMatch(/^Max open files +1000 +2000 /m);
    expect(limits).toMatch(/^Max locked memory +65536 +131072 /m);
  });

  test('has a session keyring of its own, not root’s', async () => {
    const ringsOfHost = sessionKeyrings(await host.run('cat /proc/keys'));
    const rings = sessionKeyrings(await output('exec cat /proc/keys'));
    expect(rings).toHaveLength(1);
    expect(ringsOfHost).not.toContain(rings[0]);
  });
});

/** The keys that a process can see are its own and those that it may look at; this gives the rings’ serial numbers. */
const sessionKeyrings = (keys: string): string[] =>
  [...keys.matchAll(/^([0-9a-f]{8}) .* keyring +_ses/gm)].map(([, serial]) => serial ?? '');
