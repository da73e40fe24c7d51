import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { saveLogFile } from '../../../extension/consoles/logFile.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import { LineTimes } from '../../../protocol/lineTimes.ts';
import { english } from '../l10n.ts';
import { type ScriptedSocket, scriptedOpening } from './scriptedSocket.ts';

let folder: string;
let file: string;
let opening: ReturnType<typeof scriptedOpening>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtcell-log-'));
  file = join(folder, 'demo.log');
  opening = scriptedOpening();
});
afterEach(() => rmSync(folder, { recursive: true }));

async function socket(): Promise<ScriptedSocket> {
  while (opening.sockets.length === 0) await new Promise(setImmediate);
  return opening.sockets[0] as ScriptedSocket;
}

const save = (signal?: AbortSignal, times?: LineTimes) =>
  saveLogFile('/console?mode=log', file, { openSocket: opening.open, ...(signal && { signal }), times, l10n: english });

describe('a log', () => {
  test('is saved whole, byte by byte, and what is missing before it is told', async () => {
    const saving = save();
    const agent = await socket();
    agent.attached(0);
    agent.control({ kind: 'gap', from: 0, to: 300 });
    agent.output(Buffer.of(0, 255, 13, 10));
    agent.output('end');
    agent.control({ kind: 'ended', reason: 'that is all so far' });
    agent.break();
    expect(await saving).toEqual({ bytes: 7, missing: 300 });
    expect(readFileSync(file)).toEqual(Buffer.from([0, 255, 13, 10, ...Buffer.from('end')]));
    expect(readdirSync(folder)).toEqual(['demo.log']);
  });

  test('says when each line came, where that is wanted: by its place in all the output', async () => {
    const ends = [1, 2, 3].map((second) => ({ time: Date.UTC(2026, 0, 1, 0, 0, second), offset: second * 100 }));
    const saving = save(undefined, new LineTimes(ends, () => 0));
    const agent = await socket();
    agent.attached(150);
    agent.output('second\n');
    agent.control({ kind: 'gap', from: 157, to: 201 });
    agent.output('third\n');
    agent.control({ kind: 'ended', reason: 'that is all so far' });
    agent.break();
    expect(await saving).toEqual({ bytes: 13, missing: 44 });
    expect(readFileSync(file, 'utf8')).toBe('[2026-01-01T00:00:02Z] second\n[2026-01-01T00:00:03Z] third\n');
  });

  test('that the disk does not take as fast stays with the agent meanwhile', async () => {
    const saving = save();
    const agent = await socket();
    agent.attached(0);
    agent.output(Buffer.alloc(1 << 20));
    expect(agent.paused).toBe(true);
    while (agent.paused) await new Promise(setImmediate);
    agent.control({ kind: 'ended', reason: 'that is all so far' });
    agent.break();
    expect(await saving).toEqual({ bytes: 1 << 20, missing: 0 });
  });
});

describe('a file that was there', () => {
  beforeEach(() => writeFileSync(file, 'former'));

  test('stays as it was when the agent breaks off', async () => {
    const saving = save();
    const agent = await socket();
    agent.attached(0);
    agent.output('half');
    agent.break();
    await expect(saving).rejects.toMatchObject({ code: 'agent-closed' });
    expect(readFileSync(file, 'utf8')).toBe('former');
    expect(readdirSync(folder)).toEqual(['demo.log']);
  });

  test('stays as it was when the user has enough', async () => {
    const stop = new AbortController();
    const saving = save(stop.signal);
    const agent = await socket();
    agent.attached(0);
    await new Promise(setImmediate);
    stop.abort();
    expect(agent.closedWith).toBe(1000);
    agent.break();
    await expect(saving).rejects.toBeInstanceOf(VirtcellError);
    expect(readFileSync(file, 'utf8')).toBe('former');
  });
});

test('a log that there is not is told of as the agent tells it, and no file made', async () => {
  opening.refuse(new VirtcellError({ code: 'console-not-found', message: 'no log is kept' }));
  await expect(save()).rejects.toMatchObject({ code: 'console-not-found' });
  expect(readdirSync(folder)).toEqual([]);
});

test('a file that cannot be made is named, with why', async () => {
  file = join(folder, 'nowhere', 'demo.log');
  await expect(save()).rejects.toMatchObject({ data: { code: 'storage', errno: 'ENOENT', path: file } });
  expect(existsSync(join(folder, 'nowhere'))).toBe(false);
});
