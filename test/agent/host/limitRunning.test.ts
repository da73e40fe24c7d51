import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { limitRunning } from '../../../agent/host/limitRunning.ts';
import { type ProcessIdentity, processIdentity } from '../../../agent/host/processIdentity.ts';

let child: ChildProcess;
let identity: ProcessIdentity;
beforeEach(() => {
  child = spawn('sleep', ['infinity']);
  identity = processIdentity(child.pid ?? 0);
});
afterEach(async () => {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
});

const lockedMemory = (): string =>
  /^Max locked memory +(.*?) +bytes/m.exec(readFileSync(`/proc/${child.pid}/limits`, 'utf8'))?.[1] ?? '';

it('a process that runs gets the limit', () => {
  limitRunning(identity, 'memlock', 4096);
  expect(lockedMemory()).toMatch(/^4096 +4096$/);
});

it.each([
  ['was started at another time', { startTime: '1' }],
  ['is of another boot', { bootId: '00000000-0000-4000-8000-000000000000' }],
])('one that has the number but %s is left as it is', (_, other) => {
  const before = lockedMemory();
  expect(() => limitRunning({ ...identity, ...other }, 'memlock', 4096)).toThrow(/prlimit.*ESRCH|ESRCH.*prlimit/);
  expect(lockedMemory()).toBe(before);
});
