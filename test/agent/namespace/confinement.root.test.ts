import { chmodSync, chownSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LaunchSpec, PathRule } from '../../../agent/namespace/launchSpec.ts';
import { launchOn, outputOf, SYSTEM_RULES, shell, USER } from './launches.ts';
import { LaunchSuite } from './launchSuite.ts';

const suite = new LaunchSuite();

/** A folder of the user's with a file in it. */
function ownFolder(name: string): { folder: string; file: string } {
  const folder = suite.run.folder(name);
  const file = join(folder, 'file');
  writeFileSync(file, 'secret\n');
  for (const path of [folder, file]) chownSync(path, USER.uid, USER.gid);
  return { folder, file };
}

/** Runs each attempt by itself; what it says on success, or that it was denied. */
async function attempts(
  lines: readonly string[],
  rules: readonly PathRule[] = [],
  identity: LaunchSpec['identity'] = USER,
): Promise<string[]> {
  const script = lines.map((line) => `if (${line}) 2>/dev/null; then :; else echo denied; fi`).join('\n');
  const confinement: LaunchSpec['confinement'] = { abi: 6, rules: [...SYSTEM_RULES, ...rules] };
  const output = await outputOf(
    suite.host,
    suite.run,
    suite.run.spec(suite.plan, { argv: shell(script), confinement, identity }),
  );
  return output.trimEnd().split('\n');
}

describe('a confined program', () => {
  test('cannot read, write, create, remove or list what no rule names, though it is its own user’s', async () => {
    const { folder, file } = ownFolder('unlisted');
    const tries = [
      `cat ${file}`,
      `echo x >>${file}`,
      `echo x >${folder}/new`,
      `rm ${file}`,
      `ls ${folder}`,
      `mkdir ${folder}/d`,
    ];
    expect(await attempts(tries)).toEqual(tries.map(() => 'denied'));
    expect(existsSync(join(folder, 'new'))).toBe(false);
    expect(statSync(file).size).toBe('secret\n'.length);
  });

  test('reads what a rule lets it read and does not write it; writes what a rule lets it write', async () => {
    const { file } = ownFolder('listed');
    const { file: disk } = ownFolder('disks');
    const rules: PathRule[] = [
      { path: file, rights: 'read', element: '/domain/os/kernel' },
      { path: disk, rights: 'write', element: '/domain/devices/disk[1]/source' },
    ];
    const tries = [
      `cat ${file}`,
      `echo x >>${file}`,
      `truncate -s 0 ${file}`,
      `echo more >>${disk} && cat ${disk}`,
      `rm ${disk}`,
    ];
    expect(await attempts(tries, rules)).toEqual(['secret', 'denied', 'denied', 'secret', 'more', 'denied']);
  });

  test('has a file made that it is to write, as its own user', async () => {
    const { folder } = ownFolder('logs');
    const path = join(folder, 'serial.log');
    const rule: PathRule = { path, rights: 'write', create: true, element: '/domain/devices/serial[1]/source' };
    expect(await attempts([`echo x >${path} && cat ${path}`], [rule])).toEqual(['x']);
    const { uid, gid, mode } = statSync(path);
    expect({ uid, gid, mode: mode & 0o7777 }).toEqual({ uid: USER.uid, gid: USER.gid, mode: 0o600 });
  });

  test('sees nothing of another process of its user: not its /dev, not its environment, and cannot end it', async () => {
    const victim = await launchOn(suite.host, {
      ...suite.run.spec(null, { confinement: null }),
      monitor: { fd: 100, path: join(suite.run.path, 'm') },
    });
    const tries = [`ls /proc/${victim.pid}/root/dev`, `cat /proc/${victim.pid}/environ`, `kill -9 ${victim.pid}`];
    expect(await attempts(tries)).toEqual(tries.map(() => 'denied'));
    expect(existsSync(`/proc/${victim.pid}`)).toBe(true);
    await suite.host.kill(victim.pid);
  });

  test('without confinement it could: the private /dev alone is no boundary', async () => {
    const victim = await launchOn(suite.host, {
      ...suite.run.spec(null, { confinement: null }),
      monitor: { fd: 100, path: join(suite.run.path, 'm') },
    });
    const argv = shell(`cat /proc/${victim.pid}/environ | tr '\\\\0' '\\\\n'`);
    expect(await outputOf(suite.host, suite.run, suite.run.spec(suite.plan, { argv, confinement: null }))).toContain(
      'LC_ALL=C',
    );
    await suite.host.kill(victim.pid);
  });

  test('cannot reach a device that is not planned, nor make one', async () => {
    expect(await suite.host.run('test -b /dev/loop7 && echo there')).toBe('there\n');
    const tries = [
      'test -e /dev/loop7',
      'mknod /dev/loop7 b 7 7',
      'mknod /dev/shm/loop7 b 7 7',
      'touch /dev/x',
      'rm /dev/null',
    ];
    expect(await attempts(tries)).toEqual(tries.map(() => 'denied'));
  });

  test('cannot reach it as root without capabilities either', async () => {
    const tries = [
      'mknod /dev/loop7 b 7 7',
      'mknod /dev/shm/loop7 b 7 7',
      'mount -t tmpfs none /dev',
      'umount /dev/pts',
      'chroot / true',
      'cat /etc/shadow',
    ];
    expect(await attempts(tries, [], { uid: 0, gid: 0, groups: [] })).toEqual(tries.map(() => 'denied'));
  });

  test('opens a PTY of the host’s and the default nodes', async () => {
    const tries = [
      'head -c 2 /dev/zero | wc -c',
      'echo x >/dev/null && echo written',
      'exec 3<>/dev/ptmx && echo opened',
    ];
    expect(await attempts(tries)).toEqual(['2', 'written', 'opened']);
  });

  test('passes over an optional path that is missing, and what it may not see', async () => {
    const { folder } = ownFolder('closed');
    chownSync(folder, 0, 0);
    chmodSync(folder, 0o700);
    const optional = ['/nowhere', join(folder, 'file'), '/etc/passwd/x'].map(
      (path): PathRule => ({ path, rights: 'read', optional: true }),
    );
    expect(await attempts(['echo ran'], optional)).toEqual(['ran']);
  });
});
