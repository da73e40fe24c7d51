import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ShellSuite, shellSuite, UID } from './shellSuite.ts';

const VIRTCELL = fileURLToPath(new URL('../../../dist/virtcell.js', import.meta.url));

/** keyctl(2), by its number on this machine. */
const KEYCTL = { x64: 250, arm64: 219 }[process.arch as 'x64' | 'arm64'];

let suite: ShellSuite;
beforeEach(async () => {
  suite = await shellSuite();
});
afterEach(() => suite.agent.dispose());

const fieldsOf = (status: string): Record<string, string> =>
  Object.fromEntries(status.split('\n').map((line) => line.split(/:\s*/, 2) as [string, string]));

describe('a shell', () => {
  it('is where QEMU is, as QEMU is, with nothing to gain', async () => {
    const shell = await suite.open();
    const qemu = fieldsOf(readFileSync(`/proc/${suite.pid}/status`, 'utf8'));
    const own = fieldsOf(await shell.run('cat /proc/self/status'));
    for (const name of ['Uid', 'Gid', 'Groups', 'CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb', 'NoNewPrivs'])
      expect([name, own[name]]).toEqual([name, qemu[name]]);
    expect(own.Uid).toBe([UID, UID, UID, UID].join('\t'));
    expect(own.NoNewPrivs).toBe('1');
    expect(await shell.run('readlink /proc/self/ns/mnt')).toBe(`mnt:[${suite.namespace}]\n`);
    const listed = (await shell.run('ls -1 /dev')).trim().split('\n');
    expect(listed).toEqual(expect.arrayContaining(['full', 'null', 'ptmx', 'pts', 'random', 'urandom', 'zero']));
    expect(listed).not.toContain('tty');
    expect(suite.agent.errors).toContain('"verb":"shell","domain":"vm","result":"ok"');
  });

  it('has a clean environment, the root for its folder, and an ordinary limit of open files', async () => {
    const shell = await suite.open();
    const env = (await shell.run('env | grep -v ^_=')).trim().split('\n').sort();
    expect(env).toEqual([
      'EMACS=t',
      'HOME=/',
      'LANG=C.UTF-8',
      `LOGNAME=${UID}`,
      'PATH=/usr/bin:/bin:/usr/sbin:/sbin',
      'PS1=',
      'PS2=',
      'PWD=/',
      'SHELL=/bin/sh',
      'TERM=dumb',
      `USER=${UID}`,
    ]);
    expect(await shell.run('pwd; ulimit -Sn; umask')).toBe('/\n1024\n0022\n');
  });

  it('holds its terminal and nothing of the agent’s, nor another shell’s terminal', async () => {
    const first = await suite.open();
    await first.run(':');
    const second = await suite.open();
    // The last is the folder that ls(1) reads.
    const held = 'ls /proc/self/fd | tr "\\n" " "; for fd in 0 1 2; do readlink /proc/self/fd/$fd; done';
    for (const shell of [first, second]) expect(await shell.run(held)).toMatch(/^0 1 2 3 (\/dev\/pts\/\d+\n)\1\1$/);
    // Nor have the processes around it, which are root's.
    const { pid } = await second.started;
    const [init = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    for (const around of [pid, init]) {
      const targets = readdirSync(`/proc/${around}/fd`).map((fd) => readlinkSync(`/proc/${around}/fd/${fd}`));
      expect(new Set(targets)).toEqual(new Set([targets[0]]));
      expect(targets[0]).toMatch(/^\/dev\/pts\/\d+$/);
    }
  });

  it('has a session keyring of its own, and a terminal that its user can only use', async () => {
    const [first, second] = [await suite.open(), await suite.open()];
    // KEYCTL_GET_KEYRING_ID of KEY_SPEC_SESSION_KEYRING.
    const keyring = `perl -e 'print syscall(${KEYCTL}, 0, -3, 0), "\\n"'`;
    const rings = [Number(await first.run(keyring)), Number(await second.run(keyring))];
    expect(Math.min(...rings)).toBeGreaterThan(0);
    expect(rings[0]).not.toBe(rings[1]);
    expect(await first.run('stat -Lc "%u %a" /proc/self/fd/0')).toMatch(/^0 6[02]0\n$/);
  });

  it('has a terminal of the client’s size, also once that changes, and Ctrl-C is for what runs in it', async () => {
    const shell = await suite.open('&columns=101&rows=43&term=vt220');
    await shell.until(/^virtcell:vm\$ $/);
    shell.type('stty size; echo $TERM\n');
    await shell.until(/\r\n43 101\r\nvt220\r\n/);
    shell.socket.send(JSON.stringify({ kind: 'resize', columns: 99, rows: 22 }));
    shell.type('stty size\n');
    await shell.until(/\r\n22 99\r\n/);
    shell.type(`sh -c 'echo re""ady; exec sleep 1000'\n`);
    await shell.until(/ready\r\n/);
    // The kernel throws away what is typed and not read when it sees this: the prompt says that it has.
    shell.type('\x03');
    await shell.until(/ready\r\n[\s\S]*\$ $/);
    shell.type("echo in''terrupted $?\n");
    await shell.until(/interrupted 130\r\n/);
  });

  it('does not pass for a client of the agent', async () => {
    const shell = await suite.open();
    const listed = await shell.run(`VIRTCELL_SOCKET=${suite.agent.socket} ${process.execPath} ${VIRTCELL} list 2>&1`);
    expect(listed).toContain('[caller-refused]');
    expect(suite.agent.errors).toContain('"verb":"connect","domain":null,"result":"caller-refused"');
  });

  it('does not either in a mount namespace of its own making', async () => {
    const shell = await suite.open();
    const list = `VIRTCELL_SOCKET=${suite.agent.socket} ${process.execPath} ${VIRTCELL} list 2>&1`;
    expect(await shell.run(`unshare --user --map-current-user --mount sh -c '${list}'`)).toContain('[caller-refused]');
  });

  it('leaves the private /dev as planned, and QEMU its consoles', async () => {
    const { agent } = suite;
    const before = await agent.json(['dev', 'vm']);
    const shell = await suite.open();
    await shell.run('cat </dev/zero | head -c 10 >/dev/null');
    expect(await agent.json(['dev', 'vm'])).toEqual(before);
    expect(await agent.virtcell(['console', 'vm', '--until', 'typed'], { input: 'typed', uid: UID })).toMatchObject({
      code: 0,
    });
  });
});
