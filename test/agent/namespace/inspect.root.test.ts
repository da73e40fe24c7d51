import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { compare, type Drift } from '../../../plan/compare.ts';
import type { DevPlan } from '../../../plan/privateDev/devPlan.ts';
import { wanting } from '../../plan/privateDev/madeUpHost.ts';
import { failureOf, launchOn, planOn, RunFolder } from './launches.ts';
import { buildPrograms, PrivateHost, type Programs } from './privateHost.ts';

let programs: Programs;
let host: PrivateHost;
let run: RunFolder;
let pid: number;
let plan: DevPlan;
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

async function start(script = '', wanted: readonly string[] = []): Promise<void> {
  host = await PrivateHost.start(programs, script, 'shared');
  plan = await planOn(host, wanting(...wanted));
  const launched = await launchOn(host, run.spec(plan));
  expect(failureOf(launched.reports)).toBeUndefined();
  pid = launched.pid;
}

/** As root in the VM's own mount namespace. */
const inside = (script: string): Promise<string> =>
  host.run(`nsenter --mount=/proc/${pid}/ns/mnt -- /bin/sh -euc '${script}'`);

/** What is not as planned, each with what differs. */
async function drift(): Promise<[string, Drift, ...string[]][]> {
  const { nodes, mounts } = compare(plan, await host.call('inspect', pid));
  return [...nodes, ...mounts]
    .filter(({ state }) => state !== 'as-planned')
    .map((one) => [one.path, one.state, ...('differs' in one ? (one.differs ?? []) : [])]);
}

describe('inspecting a private /dev', () => {
  test('finds it as planned, whatever it holds', async () => {
    await start('mkdir -p /dev/d/e; mkfifo /dev/d/e/fifo; ln -s d/e/fifo /dev/l; setfacl -m u:1:r /dev/sda', [
      '/dev/l',
      '/dev/sda',
    ]);
    expect(await drift()).toEqual([]);
  });

  test('finds every way in which it may have changed', async () => {
    await start('mkdir /dev/d; mknod /dev/d/z c 1 5; ln -s d/z /dev/l; printf x > /dev/file', [
      '/dev/l',
      '/dev/sda',
      '/dev/file',
    ]);
    await inside(`
      rm /dev/full; mknod /dev/full c 1 8
      rm /dev/l; ln -s d/y /dev/l
      rm /dev/sda
      chmod 600 /dev/null; chown 5:6 /dev/d; setfacl -m u:7:rw /dev/zero
      mkdir -p /dev/new/deep; mknod /dev/new/deep/node b 7 0
      umount /dev/file; umount -l /dev/shm; mount -t tmpfs x /dev/shm
      mkdir /dev/more; mount -t tmpfs x /dev/more; touch /dev/more/unseen`);
    expect(await drift()).toEqual([
      ['/dev/d', 'differs', 'uid', 'gid'],
      ['/dev/file', 'differs', 'kind'],
      ['/dev/full', 'differs', 'minor', 'mode'],
      ['/dev/l', 'differs', 'target'],
      ['/dev/new', 'extra'],
      ['/dev/new/deep', 'extra'],
      ['/dev/new/deep/node', 'extra'],
      ['/dev/null', 'differs', 'mode'],
      ['/dev/sda', 'missing'],
      ['/dev/zero', 'differs', 'acl'],
      ['/dev/more', 'extra'],
      ['/dev/shm', 'differs'],
    ]);
  });

  test('edge 40: goes along no link, wherever it leads', async () => {
    await start();
    await inside('ln -s /etc /dev/etc; ln -s / /dev/root; ln -s . /dev/self');
    expect(await drift()).toEqual([
      ['/dev/etc', 'extra'],
      ['/dev/root', 'extra'],
      ['/dev/self', 'extra'],
    ]);
  });

  test('opens nothing: a FIFO that nobody reads would hold it up', async () => {
    await start('mkfifo /dev/wanted', ['/dev/wanted']);
    await inside('mkfifo /dev/fifo; mknod /dev/tape c 9 0; mknod /dev/hung b 4095 1048575');
    expect((await drift()).map(([path, state]) => [path, state])).toEqual([
      ['/dev/fifo', 'extra'],
      ['/dev/hung', 'extra'],
      ['/dev/tape', 'extra'],
    ]);
  });

  test('edge 39: mounts nothing: an autofs mount point below /dev is found and stays one', async () => {
    await start(`
      mkdir /dev/auto; mkfifo /dev/shm/pipe
      # A trigger would write into a pipe that nobody reads: the kernel would give up and say ENOENT.
      exec 4<>/dev/shm/pipe 3>/dev/shm/pipe 4<&-
      mount -t autofs -o fd=3,pgrp=1,minproto=5,maxproto=5,direct auto /dev/auto`);
    expect(plan.mounts.map(({ path, fsType, onto }) => [path, fsType, onto])).toContainEqual([
      '/dev/auto',
      'autofs',
      'directory',
    ]);
    expect(await drift()).toEqual([]);
    const found = await host.call('inspect', pid);
    expect(found.entries.map(({ path }) => path)).toContain('/dev/auto');
    expect(await host.run('stat -c %F /dev/auto')).toBe('directory\n');
  });

  test('finds thousands of nodes in hundreds of folders', async () => {
    await start();
    await inside(
      'for d in $(seq 200); do mkdir /dev/d$d; for n in 1 2 3 4 5 6 7 8 9 10; do : > /dev/d$d/n$n; done; done',
    );
    expect(await drift()).toHaveLength(2200);
  });

  test('says of a process that has ended that it runs no more', async () => {
    await start();
    await host.kill(pid);
    await expect(host.call('inspect', pid)).rejects.toThrow('the domain has just ended');
  });
});
