import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commandOf, findOutsider } from '../../../agent/consoles/outsiders.ts';
import { OutsideProgram } from './outsideProgram.ts';
import { PtyMaster } from './ptyPair.ts';

it('names who has a PTY open, and nobody who has another or is left out', async () => {
  const [pty, other] = [new PtyMaster(), new PtyMaster()];
  const here = openSync(pty.path, constants.O_RDWR | constants.O_NOCTTY);
  const outside = await OutsideProgram.start(pty.path);
  const elsewhere = await OutsideProgram.start(other.path);
  const self = new Set([process.pid]);
  expect(await findOutsider(pty.path, self)).toEqual({ pid: outside.pid, command: 'cat' });
  expect(await findOutsider(other.path, self)).toEqual({ pid: elsewhere.pid, command: 'cat' });
  expect(await findOutsider(pty.path, new Set([process.pid, outside.pid]))).toBeUndefined();
  await outside.end();
  await elsewhere.end();
  expect(await findOutsider(pty.path, self)).toBeUndefined();
  closeSync(here);
  pty.close();
  other.close();
});

it('finds nobody at a PTY that is gone', async () => {
  const pty = new PtyMaster();
  pty.close();
  expect(await findOutsider(pty.path, new Set())).toBeUndefined();
});

it('calls a program by its own name, not by that of its first thread', async () => {
  const script = `process.title = 'MainThread'; process.stdin.resume(); console.log('named')`;
  const program = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(program.stdout, 'data');
  expect(commandOf(String(program.pid))).toBe('node');
  program.stdin.end();
  await once(program, 'exit');
});
