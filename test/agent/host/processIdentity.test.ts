import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bootId, mountNamespace, processIdentity } from '../../../agent/host/processIdentity.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtcell-process-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('edge 35: what tells a process from a later one of the same number', () => {
  test('is read also where its name is made to mislead', async () => {
    const program = join(folder, 'a) R 1 (b');
    symlinkSync('/bin/cat', program);
    const child = spawn(program, { stdio: ['pipe', 'pipe', 'ignore'] });
    try {
      child.stdin.write('x');
      await once(child.stdout, 'data');
      const pid = child.pid ?? 0;
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      expect(stat).toContain('(a) R 1 (b)');
      const { startTime } = processIdentity(pid);
      expect(startTime).toMatch(/^[1-9]\d*$/);
      expect(stat.split(' ')).toContain(startTime);
      expect(BigInt(startTime)).toBeGreaterThanOrEqual(BigInt(processIdentity(process.pid).startTime));
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  test('outlives exec, and is of this boot', async () => {
    const child = spawn('/bin/sh', ['-c', 'echo; read go; exec cat'], { stdio: ['pipe', 'pipe', 'ignore'] });
    try {
      const pid = child.pid ?? 0;
      await once(child.stdout, 'data');
      const before = processIdentity(pid);
      child.stdin.write('go\nx');
      await once(child.stdout, 'data');
      expect(processIdentity(pid)).toEqual(before);
      expect(before).toMatchObject({ pid, bootId: bootId() });
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  test('includes a mount namespace, which children share', () => {
    expect(mountNamespace(process.pid)).toBe(mountNamespace(process.ppid));
  });

  test('is an error for a process that is not there', () => {
    expect(() => processIdentity(2 ** 22 + 1)).toThrow('ENOENT');
  });
});
