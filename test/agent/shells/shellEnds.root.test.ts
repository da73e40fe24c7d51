import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { membersOf, runningWith } from './namespaceMembers.ts';
import { type ShellClient, waitForEnd } from './shellClient.ts';
import { type ShellSuite, shellSuite, UID } from './shellSuite.ts';

let suite: ShellSuite;
beforeEach(async () => {
  suite = await shellSuite();
});
afterEach(() => suite.agent.dispose());

/** prctl(2), by its number on this machine. */
const PRCTL = { x64: 157, arm64: 167 }[process.arch as 'x64' | 'arm64'];

/** So many seconds, by which these processes are known. */
const forever = (): string => `${100_000 + Math.floor(Math.random() * 100_000)}.5`;

/** What would like to outlive its shell: ignores hangups, leaves its session, gives its death signal back, goes deeper. */
async function stubborn(shell: ShellClient): Promise<string> {
  const seconds = forever();
  await shell.run(`nohup sleep ${seconds} </dev/null >/dev/null 2>&1 &
(setsid nohup sleep ${seconds} </dev/null >/dev/null 2>&1 &)
(setsid perl -e 'syscall(${PRCTL}, 1, 0, 0, 0, 0); $SIG{HUP} = "IGNORE"; sleep $ARGV[0]' ${seconds} >/dev/null 2>&1 &)
(unshare --user --map-root-user --mount --pid --fork sleep ${seconds} >/dev/null 2>&1 &)
trap '' HUP`);
  await shell.run(`until [ $(pgrep -cf "${seconds}") -ge 4 ]; do :; done`);
  // Two sleeps, the perl, and unshare with what it started; without user namespaces only unshare's failure.
  expect(runningWith(seconds).length).toBeGreaterThanOrEqual(3);
  return seconds;
}

const isLeft = (seconds: string) => ({
  running: seconds === '' ? [] : runningWith(seconds),
  inside: membersOf(suite.namespace).filter(({ pid }) => pid !== suite.pid),
});
/** A descriptor may be closed while the list is gone through. */
function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}

const NOTHING = { running: [], inside: [] };

describe('a shell ends, with all that was started in it,', () => {
  it('by itself, with its code', async () => {
    const shell = await suite.open();
    const seconds = await stubborn(shell);
    shell.type('exit 7\n');
    expect(await shell.ended).toEqual({ kind: 'ended', code: 7 });
    expect(isLeft(seconds)).toEqual(NOTHING);
    expect(await shell.closed).toBe(1000);
  });

  it('with its virtual machine, and then nothing holds the machine’s namespace', async () => {
    const shell = await suite.open();
    const seconds = await stubborn(shell);
    const destroyed = suite.agent.virtcell(['destroy', 'vm'], { uid: UID });
    expect(await shell.ended).toEqual({ kind: 'ended', reason: 'the domain vm ended' });
    expect(isLeft(seconds)).toEqual(NOTHING);
    expect(await destroyed).toMatchObject({ code: 0 });
    expect(membersOf(suite.namespace)).toEqual([]);
    const targets = readdirSync(`/proc/${suite.agent.pid}/fd`).map((fd) =>
      targetOf(`/proc/${suite.agent.pid}/fd/${fd}`),
    );
    expect(targets).not.toContain(`mnt:[${suite.namespace}]`);
  });

  it('with a virtual machine that is killed', async () => {
    const shell = await suite.open();
    const seconds = await stubborn(shell);
    process.kill(suite.pid, 'SIGKILL');
    expect(await shell.ended).toMatchObject({ reason: 'the domain vm ended' });
    expect(isLeft(seconds)).toEqual(NOTHING);
  });

  it('when its client is gone, and may say its last words: its terminal is hung up', async () => {
    const shell = await suite.open();
    const told = suite.agent.file('told', '', UID, 0o600);
    await shell.run(`trap 'echo hung up >${told}' EXIT; trap '' HUP`);
    const { pid } = await shell.started;
    shell.socket.terminate();
    waitForEnd(pid);
    expect(readFileSync(told, 'utf8')).toBe('hung up\n');
    expect(isLeft('')).toEqual(NOTHING);
  });

  it('when its client is gone, though it does not mind', async () => {
    const shell = await suite.open();
    const seconds = await stubborn(shell);
    const ready = shell.until(/deaf/);
    shell.type(`exec perl -e '$SIG{HUP} = "IGNORE"; $| = 1; print "deaf"; sleep 1000'\n`);
    await ready;
    const { pid } = await shell.started;
    shell.socket.terminate();
    waitForEnd(pid);
    expect(isLeft(seconds)).toEqual(NOTHING);
  });

  it('when the agent is killed, and the machine goes on', async () => {
    const shell = await suite.open();
    const seconds = await stubborn(shell);
    const { pid } = await shell.started;
    await suite.agent.signal('SIGKILL');
    waitForEnd(pid);
    for (const left of runningWith(seconds)) waitForEnd(left);
    expect(isLeft(seconds)).toEqual(NOTHING);
    await suite.agent.start();
    const next = await suite.open();
    expect(await next.run('echo $((6 * 7))')).toBe('42\n');
  });

  it('when the agent stops', async () => {
    const shell = await suite.open();
    const seconds = await stubborn(shell);
    const stopped = suite.agent.signal('SIGTERM');
    expect(await shell.ended).toEqual({ kind: 'ended', reason: 'the agent stops' });
    await stopped;
    expect(suite.agent.errors).not.toContain('Error');
    expect(isLeft(seconds)).toEqual(NOTHING);
    await suite.agent.start();
  });

  it('at whatever moment its client goes', async () => {
    for (let count = 0; count < 20; count++) {
      const shell = await suite.open();
      const { pid } = await shell.started;
      shell.socket.terminate();
      waitForEnd(pid);
      for (const left of isLeft('').inside) waitForEnd(left.pid);
    }
  });
});
