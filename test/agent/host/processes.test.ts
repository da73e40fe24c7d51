import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { holdOldestChild } from '../../../agent/host/childProcess.ts';
import { credentialsOf } from '../../../agent/host/credentials.ts';
import { openPidfd, signalPidfd } from '../../../agent/linux/pidfd.ts';

describe('the credentials of a process', () => {
  it('are as it has them itself', () => {
    const { uid, gid, groups } = credentialsOf(process.pid);
    expect([uid, gid]).toEqual([process.geteuid?.(), process.getegid?.()]);
    // Node adds the process's own group, which need not be one of these.
    expect(new Set([...groups, gid])).toEqual(new Set([...(process.getgroups?.() ?? []), gid]));
  });

  it('are not told of a process that is not there', () => {
    expect(() => credentialsOf(0x7fff_fffe)).toThrow('ENOENT');
  });
});

describe('the oldest child of a process', () => {
  const family = async (script: string) => {
    const parent = spawn('sh', ['-c', script], { stdio: ['pipe', 'pipe', 'ignore'] });
    const pidfd = openPidfd(parent.pid ?? 0);
    onTestFinished(() => {
      parent.kill('SIGKILL');
      closeSync(pidfd);
    });
    const [children] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    return { parent, held: { pid: parent.pid ?? 0, pidfd }, children: children.split(' ').map(Number) };
  };

  it('is held, and nothing when it has gone, and nothing when its parent has', async () => {
    const { parent, held, children } = await family(
      'sleep 60 & a=$!; sleep 61 & echo $a $!; wait $a; echo next; read -r _',
    );
    const [first = 0, second = 0] = children;
    const oldest = holdOldestChild(held);
    expect(oldest?.pid).toBe(first);
    const next = once(createInterface({ input: parent.stdout }), 'line');
    signalPidfd(oldest?.pidfd ?? -1, 9);
    closeSync(oldest?.pidfd ?? -1);
    await next;
    const other = holdOldestChild(held);
    expect(other?.pid).toBe(second);
    const exit = once(parent, 'exit');
    parent.stdin.end('\n');
    await exit;
    expect(holdOldestChild(held)).toBeUndefined();
    signalPidfd(other?.pidfd ?? -1, 9);
    closeSync(other?.pidfd ?? -1);
  });

  it('is nothing where there is none', async () => {
    const { held } = await family('echo 0; read -r _');
    expect(holdOldestChild(held)).toBeUndefined();
  });
});
