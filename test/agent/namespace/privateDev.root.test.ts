import { existsSync, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { lookUp } from '../../../agent/host/devEntry.ts';
import { compare } from '../../../plan/compare.ts';
import type { DevPlan } from '../../../plan/privateDev/devPlan.ts';
import { wanting } from '../../plan/privateDev/madeUpHost.ts';
import { failureOf, launchOn, planOn, RunFolder, shell, stepsOf } from './launches.ts';
import { buildPrograms, PrivateHost, type Programs } from './privateHost.ts';

const RICH_DEV = `
mkdir -p /dev/disk/by-id /dev/mapper /dev/bus/usb/001
chown 0:54399 /dev/bus/usb/001; chmod 2750 /dev/bus/usb/001
mknod -m 0640 /dev/bus/usb/001/002 c 189 1
mknod -m 0600 /dev/nvme b 259 70000
mknod -m 0600 /dev/last c 4095 1048575
chown 54301:54302 /dev/nvme; chmod 4751 /dev/nvme
mknod -m 0600 /dev/granted c 1 5; setfacl -m u:54321:rw,g:54305:r /dev/granted
mknod -m 0664 /dev/masked c 1 5; setfacl -m u:54321:rw,m::r /dev/masked
ln -s ../../sda /dev/disk/by-id/one
ln -s mapper /dev/vg
ln -s ../disk/by-id/one /dev/mapper/lv
ln -s /dev/vg/lv /dev/shm/in
printf file > /dev/plainfile; chmod 640 /dev/plainfile
mkfifo -m 600 /dev/fifo
`;
const WANTED = [
  ...['/dev/bus/usb/001/002', '/dev/nvme', '/dev/last', '/dev/granted', '/dev/masked'],
  ...['/dev/shm/in', '/dev/plainfile', '/dev/fifo'],
];
const names = { long: `${'l'.repeat(250)}-dev`, bytes: `${'漢'.repeat(80)} ü` };

let programs: Programs;
let host: PrivateHost;
let run: RunFolder;
beforeAll(async () => {
  programs = await buildPrograms();
  host = await PrivateHost.start(programs, RICH_DEV);
});
afterAll(async () => {
  await host?.end();
  programs?.remove();
});
afterEach(() => run.remove());

/** What lstat, readlink and getxattr say, path by path, without the agent’s own walk. */
const insideOf = (pid: number, path: string) => lookUp(`/proc/${pid}/root${path}`);

function pathsBelow(pid: number, directory: string, leaveOut: ReadonlySet<string>): string[] {
  return readdirSync(`/proc/${pid}/root${directory}`, { withFileTypes: true }).flatMap((entry) => {
    const path = `${directory}/${entry.name}`;
    if (leaveOut.has(path)) return [];
    return entry.isDirectory() ? [path, ...pathsBelow(pid, path, leaveOut)] : [path];
  });
}

async function launched(plan: DevPlan): Promise<number> {
  run = new RunFolder();
  const { pid, reports } = await launchOn(host, run.spec(plan));
  expect(failureOf(reports)).toBeUndefined();
  return pid;
}

describe('a private /dev', () => {
  test('equals its plan, node by node: type, number, owner, mode, ACL, target; and nothing else is there', async () => {
    const plan = await planOn(host, wanting(...WANTED));
    const pid = await launched(plan);
    expect(plan.nodes.map((node) => node.path)).toEqual(
      expect.arrayContaining(['/dev/vg', '/dev/mapper/lv', '/dev/disk/by-id/one', '/dev/sda', '/dev/null']),
    );
    for (const { reasons, path, ...node } of plan.nodes) {
      const found = insideOf(pid, path);
      const expected = node.kind === 'bind' ? lookUp(`/proc/${host.pid}/root${path}`) : { found: node };
      expect(found, path).toEqual(expected);
    }
    const mounts = new Set(plan.mounts.map((mount) => mount.path));
    expect(pathsBelow(pid, '/dev', mounts).sort()).toEqual([...plan.nodes.map((node) => node.path)].sort());
    const { nodes, mounts: compared } = compare(plan, await host.call('inspect', pid));
    expect([...nodes, ...compared].filter(({ state }) => state !== 'as-planned')).toEqual([]);
    await host.kill(pid);
  });

  test('edge 22: set-id bits, large numbers and ACLs are the host’s, to the bit', async () => {
    const pid = await launched(await planOn(host, wanting('/dev/nvme', '/dev/last', '/dev/granted', '/dev/masked')));
    expect(insideOf(pid, '/dev/nvme')).toMatchObject({
      found: { kind: 'block', major: 259, minor: 70000, access: { mode: 0o4751, uid: 54301, gid: 54302 } },
    });
    expect(insideOf(pid, '/dev/last')).toMatchObject({ found: { major: 4095, minor: 1048575 } });
    expect(insideOf(pid, '/dev/granted')).toMatchObject({
      found: {
        access: { mode: 0o660, acl: 'user::rw-,user:54321:rw-,group::---,group:54305:r--,mask::rw-,other::---' },
      },
    });
    expect(insideOf(pid, '/dev/masked')).toMatchObject({
      found: { access: { mode: 0o644, acl: 'user::rw-,user:54321:rw-,group::rw-,mask::r--,other::r--' } },
    });
    expect(lstatSync(`/proc/${pid}/root/dev`).mode & 0o7777).toBe(0o755);
    await host.kill(pid);
  });

  test('edge 3: a chain of links leads where it does on the host', async () => {
    const pid = await launched(await planOn(host, wanting('/dev/vg/lv')));
    expect(readlinkSync(`/proc/${pid}/root/dev/vg`)).toBe('mapper');
    expect(readlinkSync(`/proc/${pid}/root/dev/mapper/lv`)).toBe('../disk/by-id/one');
    await host.kill(pid);
    run.remove();
    run = new RunFolder();
    const spec = run.spec(await planOn(host, wanting('/dev/vg/lv')), { argv: shell('stat -L -c %t:%T /dev/vg/lv') });
    const { pid: looking } = await launchOn(host, spec);
    await host.call('ended', looking);
    expect(run.output()).toBe('8:0\n');
  });

  test('edge 28: names may be long and of many bytes', async () => {
    await host.run(`mkdir '/dev/${names.bytes}'; mknod -m 600 '/dev/${names.bytes}/${names.long}' c 1 3`);
    const path = `/dev/${names.bytes}/${names.long}`;
    await host.run(`setfacl -m u:54321:rw '${path}'`);
    const pid = await launched(await planOn(host, wanting(path)));
    expect(insideOf(pid, path)).toMatchObject({ found: { major: 1, minor: 3, access: { mode: 0o660 } } });
    await host.kill(pid);
  });

  test('edge 24: its mount is the only trace of it, and nothing of the host’s /dev is left', async () => {
    const plan = await planOn(host);
    const pid = await launched(plan);
    const { mounts } = await host.call('inspect', pid);
    expect(mounts.map(({ path, sharedWithHost }) => [path, sharedWithHost])).toEqual([
      ['/dev/pts', true],
      ['/dev/shm', true],
    ]);
    expect(existsSync(`/proc/${pid}/root/dev/kmsg`)).toBe(false);
    await host.kill(pid);
  });

  test('the steps are told in their order', async () => {
    run = new RunFolder();
    const { pid, reports } = await launchOn(host, run.spec(await planOn(host)));
    expect(stepsOf(reports)).toEqual([
      ...['warm', 'make-dev', 'leave-host', 'take-mounts', 'enter-dev', 'open-files', 'limits'],
      ...['drop-identity', 'confine', 'exec'],
    ]);
    await host.kill(pid);
  });
});
