import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { compare } from '../../../plan/compare.ts';
import type { DevPlan } from '../../../plan/privateDev/devPlan.ts';
import { parseMountinfo } from '../../../plan/privateDev/mountinfo.ts';
import { isBelowDev } from '../../../plan/privateDev/paths.ts';
import { wanting } from '../../plan/privateDev/madeUpHost.ts';
import { failureOf, launchOn, planOn, RunFolder } from './launches.ts';
import { buildPrograms, PrivateHost, type Programs } from './privateHost.ts';

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
  await host?.end();
  run.remove();
});

interface Running {
  readonly pid: number;
  readonly plan: DevPlan;
  /** The mounts below /dev that the program has, by path. */
  readonly mounts: string[];
}

async function runOn(
  script: string,
  propagation: 'private' | 'shared' = 'private',
  wanted: string[] = [],
): Promise<Running> {
  host = await PrivateHost.start(programs, script, propagation);
  const plan = await planOn(host, wanting(...wanted));
  const { pid, reports } = await launchOn(host, run.spec(plan));
  expect(failureOf(reports)).toBeUndefined();
  const found = await host.call('inspect', pid);
  const { nodes, mounts } = compare(plan, found);
  expect([...nodes, ...mounts].filter(({ state }) => state !== 'as-planned')).toEqual([]);
  return { pid, plan, mounts: found.mounts.map((mount) => mount.path) };
}

const inside = (pid: number, path: string): string => `/proc/${pid}/root${path}`;
const onHost = (path: string): string => `/proc/${host.pid}/root${path}`;
const STANDARD = ['/dev/pts', '/dev/shm'];

test('no mount of the VM gives anything back to the host, however deep it lies', async () => {
  const { pid } = await runOn(
    'mkdir -p /dev/shm/a; mount -t tmpfs x /dev/shm/a; mkdir /dev/shm/a/b; mount -t tmpfs y /dev/shm/a/b',
    'shared',
  );
  const tags = parseMountinfo(readFileSync(`/proc/${pid}/mountinfo`, 'utf8')).flatMap(({ propagation }) => propagation);
  expect(tags.filter((tag) => !tag.startsWith('master:'))).toEqual([]);
  expect(tags.length).toBeGreaterThan(5);
});

describe('edge 33: a mount that appears after the start', () => {
  test('below a preserved mount reaches the VM, directly below /dev it does not', async () => {
    const { pid } = await runOn('', 'shared');
    await host.run('mkdir /dev/shm/later /dev/later; mount -t tmpfs x /dev/shm/later; mount -t tmpfs x /dev/later');
    await host.run('touch /dev/shm/later/seen /dev/later/unseen');
    expect(existsSync(inside(pid, '/dev/shm/later/seen'))).toBe(true);
    expect(existsSync(inside(pid, '/dev/later'))).toBe(false);
    const { mounts } = await host.call('inspect', pid);
    expect(mounts.map(({ path }) => path)).toEqual(STANDARD);
    expect(mounts.map(({ propagation }) => propagation)).toEqual(['slave', 'slave']);
    expect(await host.call('otherHostMounts', pid, STANDARD)).toEqual([
      { path: '/dev/shm/later', source: 'x', fsType: 'tmpfs', reached: true },
      { path: '/dev/later', source: 'x', fsType: 'tmpfs', reached: false },
    ]);
  });

  test('and is taken away on the host goes from the VM as well', async () => {
    const { pid } = await runOn(
      'mkdir /dev/shm/gone; mount -t tmpfs x /dev/shm/gone; touch /dev/shm/gone/file',
      'shared',
    );
    expect(existsSync(inside(pid, '/dev/shm/gone/file'))).toBe(true);
    await host.run('umount /dev/shm/gone');
    expect(readdirSync(inside(pid, '/dev/shm/gone'))).toEqual([]);
  });

  test.each(['private', 'shared'] as const)('inside never reaches a host whose mounts are %s', async (propagation) => {
    const { pid } = await runOn('', propagation);
    const before = await host.call('mountinfo');
    const enter = `nsenter --mount=/proc/${pid}/ns/mnt --`;
    await host.run(
      `${enter} mkdir /dev/shm/inner; ${enter} mount -t tmpfs x /dev/shm/inner; ${enter} umount -l /dev/pts`,
    );
    expect(readFileSync(`/proc/${pid}/mountinfo`, 'utf8')).toContain('/dev/shm/inner');
    expect(await host.call('mountinfo')).toBe(before);
  });
});

describe('preserved mounts', () => {
  test('are the host’s: what one side makes the other sees', async () => {
    const { pid } = await runOn('touch /dev/shm/host');
    expect(existsSync(inside(pid, '/dev/shm/host'))).toBe(true);
    expect(statSync(inside(pid, '/dev/pts')).dev).toBe(statSync(onHost('/dev/pts')).dev);
  });

  test('edge 39: unbindable ones are taken as well', async () => {
    const { pid, mounts } = await runOn(`
      mount --make-unbindable /dev/shm
      mkdir /dev/mqueue /dev/pts-extra; mount -t tmpfs x /dev/mqueue; mount --make-unbindable /dev/mqueue`);
    expect(mounts.sort()).toEqual(['/dev/mqueue', ...STANDARD]);
    expect(statSync(inside(pid, '/dev/shm')).dev).toBe(statSync(onHost('/dev/shm')).dev);
  });

  test('edge 17: /dev may be stacked, and every layer of it goes', async () => {
    const layer = 'mount -t tmpfs layer /dev; mknod -m 666 /dev/null c 1 3';
    const { pid } =
      await runOn(`touch /dev/lower; ${layer}; mkdir /dev/pts; mount -t devpts devpts /dev/pts; ${layer}; touch /dev/upper
      mkdir /dev/shm; mount -t tmpfs topshm /dev/shm`);
    const mountinfo = readFileSync(`/proc/${pid}/mountinfo`, 'utf8');
    const below = parseMountinfo(mountinfo).filter(({ path }) => path === '/dev' || isBelowDev(path));
    expect(below.map(({ path, source }) => [path, source])).toEqual([
      ['/dev', 'devfs'],
      ['/dev/shm', 'topshm'],
    ]);
    expect(mountinfo).not.toContain('devtmpfs');
  });

  test('edge 16: what a mount stacked above covers is not taken', async () => {
    const { mounts, pid } = await runOn(`
      mkdir -p /dev/a/covered; mount -t tmpfs x /dev/a/covered; mount -t tmpfs above /dev/a
      mount -t tmpfs second /dev/shm; touch /dev/shm/second`);
    expect(mounts.sort()).toEqual(['/dev/a', ...STANDARD]);
    expect(existsSync(inside(pid, '/dev/a/covered'))).toBe(false);
    expect(existsSync(inside(pid, '/dev/shm/second'))).toBe(true);
  });

  test('edge 16: nested ones come with the outermost, whole', async () => {
    const { mounts, pid } = await runOn('mkdir /dev/shm/in; mount -t tmpfs in /dev/shm/in; touch /dev/shm/in/file');
    expect(mounts.sort()).toEqual(STANDARD);
    expect(existsSync(inside(pid, '/dev/shm/in/file'))).toBe(true);
  });

  test('edges 13, 15: a file may be a mount point: bound ptmx and null stay what the host has', async () => {
    const { mounts, pid } = await runOn(`
      mknod -m 600 /dev/other c 1 5; mount --bind /dev/other /dev/null
      rm /dev/ptmx; touch /dev/ptmx; mount --bind /dev/pts/ptmx /dev/ptmx`);
    expect(mounts.sort()).toEqual(['/dev/null', '/dev/ptmx', ...STANDARD]);
    for (const path of ['/dev/null', '/dev/ptmx']) {
      const [there, here] = [lstatSync(inside(pid, path)), lstatSync(onHost(path))];
      expect([there.rdev, there.mode, there.dev, there.ino], path).toEqual([here.rdev, here.mode, here.dev, here.ino]);
    }
  });

  test('edge 15: so may a FIFO and a socket', async () => {
    const { mounts, pid } = await runOn(`
      mkfifo /dev/fifo /dev/shm/fifo; mount --bind /dev/shm/fifo /dev/fifo
      touch /dev/plain; mount --bind /dev/shm/fifo /dev/plain`);
    expect(mounts.sort()).toEqual(['/dev/fifo', '/dev/plain', ...STANDARD]);
    expect(lstatSync(inside(pid, '/dev/plain')).isFIFO()).toBe(true);
  });

  test('edge 28: mount points with spaces, newlines, backslashes and names of many bytes', async () => {
    const name = `/dev/${'漢'.repeat(60)} a\\040b\n\tü`;
    const { pid, mounts } = await runOn(`mkdir '${name}'; mount -t tmpfs x '${name}'; touch '${name}/file'`);
    expect(mounts).toContain(name);
    expect(existsSync(inside(pid, `${name}/file`))).toBe(true);
  });

  test('edge 29: five hundred mounts, below /dev and elsewhere', async () => {
    const { mounts } = await runOn(`
      i=0; mount -t tmpfs x /mnt; mkdir /dev/many
      while [ $i -lt 250 ]; do
        mkdir /mnt/$i /dev/many/$i; mount -t tmpfs x /mnt/$i; mount --bind /mnt/$i /dev/many/$i; i=$((i + 1))
      done`);
    expect(mounts).toHaveLength(252);
  });

  test('edges 19, 20: files, sockets’ kin and a whole directory of the host’s /dev are bound, live', async () => {
    const { pid, plan } = await runOn(
      'printf one > /dev/file; mkfifo /dev/fifo; mkdir /dev/tree; touch /dev/tree/a',
      'private',
      ['/dev/file', '/dev/fifo', '/dev/tree'],
    );
    await host.run('printf two >> /dev/file; touch /dev/tree/b');
    expect(readFileSync(inside(pid, '/dev/file'), 'utf8')).toBe('onetwo');
    expect(readdirSync(inside(pid, '/dev/tree'))).toEqual(['a', 'b']);
    expect(lstatSync(inside(pid, '/dev/fifo')).ino).toBe(lstatSync(onHost('/dev/fifo')).ino);
    expect(plan.nodes.filter((node) => node.kind === 'bind')).toHaveLength(3);
  });

  test('edges 11, 12: nothing below one is made or removed', async () => {
    const { pid } = await runOn('touch /dev/shm/disk', 'private', ['/dev/shm/disk', '/dev/pts/ptmx']);
    expect(readdirSync(onHost('/dev/shm'))).toEqual(['disk']);
    expect(await host.kill(pid)).toBe('SIGKILL');
    expect(readdirSync(onHost('/dev/shm'))).toEqual(['disk']);
  });
});
