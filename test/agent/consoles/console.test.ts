import { rmSync, writeFileSync, writeSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VirtcellError } from '../../../protocol/errors.ts';
import { ConsoleBench } from './consoleBench.ts';
import { useDrainThread } from './drainThreadSuite.ts';
import { RecordingViewer } from './recordingViewer.ts';

const thread = useDrainThread();
let bench: ConsoleBench;

beforeEach(() => {
  bench = new ConsoleBench(thread(), { output: 'earlier ' });
});
afterEach(async () => {
  await bench.close();
  expect(bench.logged).toEqual([]);
});

const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    if (error instanceof VirtcellError) return error.code;
    throw error;
  }
  return undefined;
};

describe('output', () => {
  it('is all there was, then all that comes, with one word between', async () => {
    const viewer = new RecordingViewer();
    bench.console.attach(viewer, 'read');
    await viewer.untilSaid('caught-up');
    bench.print('and ');
    await viewer.until(() => viewer.text.endsWith('and '));
    bench.print('later');
    await viewer.until(() => viewer.text.endsWith('later'));
    expect(viewer.text).toBe('earlier and later');
    expect(viewer.order).toEqual(['attached', 'bytes', 'caught-up', 'bytes']);
    expect(viewer.controls).toEqual([
      { kind: 'attached', alias: 'serial0', path: bench.master.path, offset: 0, writer: false },
      { kind: 'caught-up', offset: 8 },
    ]);
  });

  it('goes on at an offset, over detaching and over a restart of the agent', async () => {
    const first = new RecordingViewer();
    const attachment = bench.console.attach(first, 'read');
    await first.untilSaid('caught-up');
    attachment.detach();
    attachment.detach();
    bench.print('unseen ');
    const restarted = bench.another({});
    const second = new RecordingViewer();
    restarted.attach(second, 'read', first.length);
    await second.untilSaid('caught-up');
    expect(first.text + second.text).toBe('earlier unseen ');
    await restarted.end('over');
  });

  it('begins at the end, saying so, for an offset that is beyond it', async () => {
    const viewer = new RecordingViewer();
    bench.console.attach(viewer, 'read', 5000);
    await viewer.untilSaid('caught-up');
    bench.print('new');
    await viewer.until(() => viewer.length > 0);
    expect(viewer.said('attached')[0]?.offset).toBe(8);
    expect(viewer.said('gap')).toEqual([{ kind: 'gap', from: 5000, to: 8 }]);
    expect(viewer.text).toBe('new');
  });

  it('says so when the log was made shorter', async () => {
    const viewer = new RecordingViewer();
    bench.console.attach(viewer, 'read');
    await viewer.untilSaid('caught-up');
    writeFileSync(bench.logPath, 'ab');
    await viewer.untilSaid('gap');
    bench.print('cd');
    await viewer.until(() => viewer.text.endsWith('cd'));
    expect(viewer.said('gap').at(-1)?.to).toBeLessThanOrEqual(2);
  });

  it('waits in the log for a slow viewer, which holds up nobody and costs little', async () => {
    const output = Buffer.alloc(8 << 20, 'counting on it 0123456789\n');
    const [slow, fast] = [new RecordingViewer(), new RecordingViewer()];
    slow.stall();
    bench.console.attach(slow, 'read');
    bench.console.attach(fast, 'read');
    bench.print(output);
    await fast.until(() => fast.length === 8 + output.length);
    expect(slow.length).toBeLessThanOrEqual((256 + 64) << 10);
    slow.resume();
    await slow.until(() => slow.length === fast.length);
    expect(slow.bytes.equals(fast.bytes)).toBe(true);
    expect(slow.said('gap')).toEqual([]);
  });
});

describe('output for a terminal', () => {
  /** Lines that say at which byte they begin, from one on. */
  const lines = (length: number, from: number): string => {
    let text = '';
    for (let at = from; at < from + length; at += 100) text += `${String(at).padEnd(99, '.')}\n`;
    return text;
  };
  const FIRST = 'earlier '.length;
  let viewer: RecordingViewer;
  beforeEach(() => {
    viewer = new RecordingViewer({ isTerminal: true });
    const { shown } = bench.console.attach(viewer, 'read');
    viewer.shown = shown;
  });

  it('is whole where a terminal can show it', async () => {
    bench.print(lines(100_000, FIRST));
    await viewer.until(() => viewer.length === FIRST + 100_000);
    expect(viewer.text).toBe(`earlier ${lines(100_000, FIRST)}`);
    expect(viewer.said('skipped')).toEqual([]);
  });

  it('lacks the middle of a flood, says so to the byte, and goes on with a line', async () => {
    await viewer.untilSaid('caught-up');
    bench.print(lines(5_000_000, FIRST));
    bench.print('the end');
    await viewer.until(() => viewer.text.endsWith('the end'));
    const skips = viewer.said('skipped');
    const shown = FIRST + 5_000_000 + 'the end'.length - skips.reduce((sum, { from, to }) => sum + to - from, 0);
    expect(viewer.length).toBe(shown);
    expect(shown).toBeLessThan(200_000);
    const last = skips.at(-1)?.to ?? 0;
    expect(viewer.text.slice(last - FIRST - 5_000_000 - 'the end'.length)).toMatch(new RegExp(`^${last}\\.`));
    expect(bench.console.record.log.kept().end).toBe(FIRST + 5_000_000 + 'the end'.length);
  });

  it('waits for a terminal that does not show it, also from one byte to the next', async () => {
    await viewer.untilSaid('caught-up');
    viewer.stall();
    bench.print(lines(40_000, FIRST));
    await viewer.until(() => viewer.length === FIRST + 40_000);
    bench.print('the end');
    const other = new RecordingViewer();
    bench.console.attach(other, 'read');
    await other.until(() => other.text.endsWith('the end'));
    expect(viewer.length).toBe(FIRST + 40_000);
    viewer.shown(FIRST + 30_000);
    await viewer.until(() => viewer.text.endsWith('the end'));
  });

  it('is not timed any more when the viewer has gone', async () => {
    await viewer.untilSaid('caught-up');
    bench.print('a');
    await viewer.until(() => viewer.text.endsWith('a'));
    bench.print('b');
    await bench.console.end('over');
    expect(viewer.text.endsWith('ab')).toBe(true);
  });
});

describe('writing', () => {
  it('is one viewer’s at a time, until another takes it over', async () => {
    const [first, second, third] = [new RecordingViewer(), new RecordingViewer(), new RecordingViewer()];
    const former = bench.console.attach(first, 'write');
    expect(codeOf(() => bench.console.attach(second, 'write'))).toBe('console-busy');
    expect(second.order).toEqual([]);
    const latter = bench.console.attach(third, 'force');
    expect(first.said('read-only')).toHaveLength(1);
    expect(third.said('attached')[0]?.writer).toBe(true);

    await former.write(Buffer.from('lost'));
    await latter.write(Buffer.from('typed'));
    expect(bench.master.read().toString()).toBe('typed');

    bench.print('still shown');
    await first.until(() => first.text.endsWith('still shown'));
    latter.detach();
    expect(codeOf(() => bench.console.attach(second, 'write'))).toBeUndefined();
  });

  it('edge 41: begins with nothing of what the PTY kept from before', async () => {
    writeSync(bench.master.fd, 'stale');
    const viewer = new RecordingViewer();
    const attachment = bench.console.attach(viewer, 'write');
    bench.print('fresh');
    await viewer.until(() => viewer.text.endsWith('fresh'));
    expect(viewer.text).toBe('earlier fresh');
    attachment.detach();
  });

  it('has the PTY open once, and only while somebody may write', () => {
    const reader = bench.console.attach(new RecordingViewer(), 'read');
    expect(bench.master.slavesHere()).toBe(0);
    const writer = bench.console.attach(new RecordingViewer(), 'write');
    const taker = bench.console.attach(new RecordingViewer(), 'force');
    expect(bench.master.slavesHere()).toBe(1);
    writer.detach();
    expect(bench.master.slavesHere()).toBe(1);
    taker.detach();
    bench.master.waitClosed();
    expect(bench.master.slavesHere()).toBe(0);
    reader.detach();
  });

  it('is paced by the guest, and arrives whole', async () => {
    const input = Buffer.alloc(900_000, '0123456789');
    const writer = bench.console.attach(new RecordingViewer(), 'write');
    let taken = false;
    const written = writer.write(input).then(() => {
      taken = true;
    });
    await new Promise(setImmediate);
    expect(taken).toBe(false);
    const typed = await bench.master.readExactly(input.length);
    await written;
    expect(typed.equals(input)).toBe(true);
  });

  it('ends when more is typed than the guest takes', async () => {
    const viewer = new RecordingViewer();
    const writer = bench.console.attach(viewer, 'write');
    const waiting = writer.write(Buffer.alloc(900_000));
    await writer.write(Buffer.alloc(900_000));
    await waiting;
    expect(viewer.said('read-only')).toHaveLength(1);
    bench.master.waitClosed();
  });

  it('leads nowhere once QEMU closed its side, and the output is whole nevertheless', async () => {
    const viewer = new RecordingViewer();
    const writer = bench.console.attach(viewer, 'write');
    bench.master.close();
    await writer.write(Buffer.from('too late'));
    bench.print('last words');
    await bench.console.end('shutdown');
    expect(viewer.text).toBe('earlier last words');
  });
});

describe('refusals', () => {
  it.each([
    ['a PTY of another user', { owner: 4242 }, 'write'],
    ['a PTY that this QEMU does not hold', { qemuPid: process.ppid }, 'write'],
    ['a QEMU that is gone', { qemuPid: 2 ** 22 - 1 }, 'write'],
    ['something that is no PTY', { ptyPath: '/dev/null' }, 'write'],
    ['a PTY under another name', { ptyPath: '/proc/self/root/dev/pts/0' }, 'write'],
  ] as const)('%s', async (_, different, mode) => {
    const other = bench.another(different);
    const viewer = new RecordingViewer();
    expect(codeOf(() => other.attach(viewer, mode))).toBe('console-unavailable');
    expect(viewer.order).toEqual([]);
    expect(bench.master.slavesHere()).toBe(0);
    await other.end('over');
  });

  it('a log that is not there, and says so to the agent’s log as well', async () => {
    rmSync(bench.logPath);
    const other = bench.another({});
    expect(codeOf(() => other.attach(new RecordingViewer(), 'read'))).toBe('console-unavailable');
    expect(bench.logged.splice(0)).toHaveLength(1);
    await other.end('over');
  });
});

describe('the end of the domain', () => {
  it('comes after the last byte, also for a slow viewer, and closes everything', async () => {
    const [slow, writer] = [new RecordingViewer(), new RecordingViewer()];
    slow.stall();
    bench.console.attach(slow, 'read');
    const attachment = bench.console.attach(writer, 'write');
    const output = Buffer.alloc(1 << 20, 'x');
    bench.print(output);
    const ended = bench.console.end('destroyed');
    rmSync(bench.logPath);
    await writer.until(() => writer.closed);
    expect(slow.closed).toBe(false);
    slow.resume();
    await ended;
    for (const viewer of [slow, writer]) {
      expect(viewer.length).toBe(8 + output.length);
      expect(viewer.controls.at(-1)).toEqual({ kind: 'ended', reason: 'destroyed' });
      expect(viewer.order.at(-1)).toBe('ended');
      expect(viewer.closed).toBe(true);
    }
    bench.master.waitClosed();
    attachment.detach();
    expect(codeOf(() => bench.console.attach(new RecordingViewer(), 'read'))).toBe('console-unavailable');
  });

  it('does not wait for a viewer that went', async () => {
    const viewer = new RecordingViewer();
    viewer.stall();
    const attachment = bench.console.attach(viewer, 'read');
    bench.print(Buffer.alloc(1 << 20));
    const ended = bench.console.end('shutdown');
    attachment.detach();
    await ended;
    expect(viewer.said('ended')).toEqual([]);
  });
});
