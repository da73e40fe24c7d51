import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
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

describe('a program', () => {
  /** What one is called here that calls itself so, in the 15 bytes that the kernel keeps. */
  async function calledWhen(title: string): Promise<string> {
    const script = `process.title = ${JSON.stringify(title)}; process.stdin.resume(); console.log('named')`;
    const program = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(program.stdout, 'data');
    const command = commandOf(String(program.pid));
    program.stdin.end();
    await once(program, 'exit');
    return command;
  }

  it('is called by its own name, not by that of its first thread', async () => {
    expect(await calledWhen('MainThread')).toBe('node');
  });

  it('says nothing to a terminal by its name', async () => {
    expect(await calledWhen('a\x1b]0;\x07\nb\u009b\u202ec')).toBe('a?]0;??b??c');
    expect(await calledWhen('zum Törtchen')).toBe('zum Törtchen');
  });
});
