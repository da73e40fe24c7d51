import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import type { LaunchSpec } from '../../../agent/namespace/launchSpec.ts';
import { launchOn, type Outcome, outputOf, SYSTEM_RULES, USER } from './launches.ts';
import { LaunchSuite } from './launchSuite.ts';

const PROGRAM = readFileSync(new URL('hostileProgram.py', import.meta.url), 'utf8');

const suite = new LaunchSuite('setfacl -m u:54321:rw /dev/loop7');

/** Of each attempt how it goes: held as a QEMU is, and as its user in a private /dev and nothing else. */
const ATTEMPTS: readonly (readonly [attempt: string, held: string, free: string])[] = [
  ['open its disk', 'done', 'done'],
  ['open a device of its user', 'ENOENT', 'ENOENT'],
  ['open a file of its user', 'EACCES', 'done'],
  ['a terminal of its own', 'done', 'done'],
  // Confined or not: its private /dev is mounted so.
  ['open a terminal of its user', 'EACCES', 'EACCES'],
  ['read the secrets of the host', 'EACCES', 'EACCES'],
  ['read a file of anybody', 'EACCES', 'done'],
  ['another length of it', 'EACCES', 'done'],
  ['another name of it', 'EACCES', 'done'],

  ['connect to a socket of its user', 'EACCES', 'done'],
  ['connect to an abstract one', 'EACCES', 'done'],
  ['a pair of Unix sockets', 'EACCES', 'done'],
  ['a Unix socket with a larger number that ends the same', 'EACCES', 'done'],
  ['a socket by the numbers of x32', 'ENOSYS', 'ENOSYS'],
  ['an io_uring', 'ENOSYS', 'done'],

  ['ptrace', 'EPERM', 'done'],
  ['process_vm_readv', 'EPERM', 'EFAULT'],
  ['pidfd_getfd', 'EPERM', 'done'],
  ['the victim’s memory', 'EACCES', 'done'],
  ['the victim’s root', 'EACCES', 'done'],
  ['the victim’s descriptors', 'EACCES', 'done'],
  ['the victim’s environment', 'EACCES', 'done'],
  ['a file below its working directory', 'EACCES', 'done'],
  ['a signal', 'EPERM', 'done'],
  ['its end', 'EPERM', 'done'],

  ['setns mnt', 'EACCES', 'EPERM'],
  ['setns user', 'EACCES', 'EINVAL'],
  ['setns pid', 'EACCES', 'EPERM'],
  ['setns net', 'EACCES', 'EPERM'],
  ['chroot', 'EPERM', 'EPERM'],
  ['a mount', 'EPERM', 'EPERM'],
  ['a mount in namespaces of its own', 'EPERM', 'done'],
  // What it was given is locked there.
  ['umount in namespaces of its own', 'EINVAL', 'EINVAL'],
  ['mknod', 'EACCES', 'EPERM'],
  ['mknod in namespaces of its own', 'EACCES', 'EPERM'],
  ['a set-id program', 'EPERM', 'EPERM'],
  ['another group', 'EPERM', 'EPERM'],
  ['a user’s key', 'ENOKEY', 'ENOKEY'],

  // Not held. SECURITY.md says so.
  ['a socket of the internet', 'done', 'done'],
  ['open shared memory', 'done', 'done'],
  ['who may open a file of its user', 'done', 'done'],
  ['the size of a file of its user', 'done', 'done'],
];

/** What listens on a socket of the user's: a session bus, an agent of keys, a terminal's server. */
async function listen(address: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(address, resolve));
  return server;
}

function ownedFile(name: string, folder = suite.run.path): string {
  const path = join(folder, name);
  writeFileSync(path, 'secret\n');
  chownSync(path, USER.uid, USER.gid);
  return path;
}

/** Another program of the same user, outside, which holds a terminal. */
async function startVictim(): Promise<{ victim: Outcome; terminal: string }> {
  const output = join(suite.run.path, 'victim');
  execFileSync('mkfifo', [output]);
  const lines = createInterface({ input: createReadStream(output) });
  const said = once(lines, 'line');
  const victim = await launchOn(suite.host, {
    ...suite.run.spec(null, { argv: ['/usr/bin/python3', '-c', HOLDER], confinement: null, unixSockets: true }),
    monitor: { fd: 100, path: join(suite.run.path, 'victim.sock') },
    output,
  });
  const [terminal] = (await said) as [string];
  return { victim, terminal };
}

const HOLDER = `
import os
terminal, other = os.openpty()
print(os.ttyname(other), flush=True)
os.set_inheritable(terminal, True)
os.execv("/usr/bin/sleep", ["sleep", "infinity"])
`;

/** What the program says of each attempt. Another program of the same user, outside, is its victim. */
async function attempts(change: Partial<LaunchSpec>): Promise<Readonly<Record<string, unknown>>> {
  const { victim, terminal } = await startVictim();
  const bus = join(suite.run.path, 'bus');
  // The kernel takes an abstract name to its last byte, and Node fills it up with zeros.
  const abstract = `\0virtcell-test-${process.pid}`;
  const servers = await Promise.all([bus, abstract].map(listen));
  chmodSync(bus, 0o777);
  const folder = suite.run.folder('folder');
  chownSync(folder, USER.uid, USER.gid);
  const own = ownedFile('own', folder);
  const disk = ownedFile('disk');
  const shared = '/dev/shm/shared';
  await suite.host.run(`touch ${shared}; chown ${USER.uid} ${shared}`);
  const aim = {
    victim: victim.pid,
    own,
    open: {
      'a terminal of its user': terminal,
      'a device of its user': '/dev/loop7',
      'a file of its user': own,
      'its disk': disk,
      'shared memory': shared,
    },
    read: { 'the secrets of the host': '/etc/shadow', 'a file of anybody': '/etc/passwd' },
    connect: { 'a socket of its user': bus, 'an abstract one': abstract.padEnd(108, '\0') },
  };
  const rules = [...SYSTEM_RULES, { path: disk, rights: 'write' }] as const;
  const argv = ['/usr/bin/python3', '-c', PROGRAM, JSON.stringify(aim)];
  try {
    return JSON.parse(
      await outputOf(
        suite.host,
        suite.run,
        suite.run.spec(suite.plan, { confinement: { abi: 6, rules }, ...change, argv }),
      ),
    );
  } finally {
    await suite.host.kill(victim.pid);
    for (const server of servers) await new Promise((resolve) => server.close(resolve));
  }
}

const byName = (column: 1 | 2): Record<string, unknown> => ({
  ...Object.fromEntries(ATTEMPTS.map((row) => [row[0], row[column]])),
  descriptors: [0, 1, 2, 100],
});

describe('a hostile program in QEMU’s place', () => {
  test('reaches what it was given, and of the rest what SECURITY.md says', async () => {
    expect(await attempts({})).toEqual(byName(1));
  });

  test('would reach more in its private /dev alone, as its user', async () => {
    expect(await attempts({ confinement: null, unixSockets: true })).toEqual(byName(2));
  });
});
