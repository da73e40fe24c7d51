import { existsSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { withoutSmallDisks } from '../smallDisk.ts';
import { FAILING } from './failingSpecs.ts';
import { failureOf, launchOn, planOn, RunFolder, stepsOf } from './launches.ts';
import { buildPrograms, PrivateHost, type Programs } from './privateHost.ts';

let programs: Programs;
beforeAll(async () => {
  programs = await buildPrograms();
});
afterAll(() => programs.remove());

const ownMounts = (): string => withoutSmallDisks(readFileSync('/proc/self/mountinfo', 'utf8'));
const isGone = (pid: number): boolean => !existsSync(`/proc/${pid}`);

describe.each(['private', 'shared'] as const)('on a host whose mounts are %s', (propagation) => {
  let host: PrivateHost;
  let run: RunFolder;
  let before: string;
  const machine = ownMounts();
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
    expect(ownMounts()).toBe(machine);
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
    expect(run.files()).toEqual(failing.leaves ?? []);
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
