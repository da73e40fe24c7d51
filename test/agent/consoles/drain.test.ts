import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DrainThreads } from '../../../agent/consoles/drainThreads.ts';
import { ConsoleBench } from './consoleBench.ts';
import { type Bundle, bundle, bundleDrainWorker } from './drainWorkerBundle.ts';
import { OutsideProgram } from './outsideProgram.ts';
import { RecordingViewer } from './recordingViewer.ts';

/** More than a PTY holds: it only goes through when somebody reads. */
const MUCH = Buffer.alloc(256 << 10, 'b');

let worker: Bundle;
let thread: DrainThreads;
let bench: ConsoleBench;

beforeAll(async () => {
  worker = await bundleDrainWorker();
});
afterAll(() => worker.remove());
beforeEach(() => {
  thread = new DrainThreads(worker.path, (message, error) => {
    throw new Error(message, { cause: error });
  });
  bench = new ConsoleBench(thread);
});
afterEach(async () => {
  await bench.close();
  await thread.stop();
});

describe('the PTY while somebody may type', () => {
  it('is emptied, and what comes there is not shown', async () => {
    const viewer = new RecordingViewer();
    bench.console.attach(viewer, 'write');
    await bench.master.writeAll(MUCH);
    bench.print('logged');
    await viewer.until(() => viewer.text === 'logged');
  });

  it('says where it may have been full, to those who are there and to those who come', async () => {
    const [early, late] = [new RecordingViewer(), new RecordingViewer()];
    bench.console.attach(early, 'write');
    // Before it goes through the PTY: a log that lacks it would be told of, too.
    bench.print(MUCH);
    bench.print('012345');
    await bench.master.writeAll(MUCH);
    await early.untilSaid('possible-repeat');
    bench.print('more');
    const offset = MUCH.length + 6;
    bench.console.attach(late, 'read', MUCH.length);
    await late.untilSaid('caught-up');
    expect(late.text).toBe('012345more');
    expect(early.said('possible-repeat')).toEqual([{ kind: 'possible-repeat', offset }]);
    expect(late.order).toEqual(['attached', 'bytes', 'possible-repeat', 'bytes', 'caught-up']);
  });

  it('never says that output is missing while QEMU logs it only after a buffer is through the PTY', async () => {
    const viewer = new RecordingViewer();
    bench.console.attach(viewer, 'write');
    const buffer = Buffer.alloc(4096, 'v');
    let sent = 0;
    while (sent < MUCH.length) {
      const taken = bench.master.writeSome(buffer);
      bench.print(buffer.subarray(0, taken));
      sent += taken;
      await nextTurn();
    }
    await viewer.until(() => viewer.length === sent);
    expect(viewer.said('unrecorded')).toEqual([]);
  });

  it('begins without what lay there from before', async () => {
    while (bench.master.writeSome(MUCH) > 0);
    const viewer = new RecordingViewer();
    bench.console.attach(viewer, 'write');
    await bench.master.writeAll(Buffer.from('little'));
    await viewer.untilSaid('caught-up');
    expect(viewer.said('possible-repeat')).toEqual([]);
  });

  it('is many consoles’ with one thread', async () => {
    const others = Array.from({ length: 8 }, () => new ConsoleBench(thread));
    for (const { console } of others) console.attach(new RecordingViewer(), 'write');
    await Promise.all(others.map(({ master }) => master.writeAll(MUCH)));
    await Promise.all(others.map((each) => each.close()));
  });

  it('is closed when the thread stops', async () => {
    const viewer = new RecordingViewer();
    bench.console.attach(viewer, 'write');
    await thread.stop();
    bench.master.waitClosed();
    expect(bench.master.slavesHere()).toBe(0);
  });
});

describe('a program outside', () => {
  it('that was there first keeps its bytes; the viewer is told, and may still type', async () => {
    const outside = await OutsideProgram.start(bench.master.path);
    const viewer = new RecordingViewer();
    const attachment = bench.console.attach(viewer, 'write');
    await viewer.untilSaid('outside');
    expect(viewer.said('outside')).toEqual([{ kind: 'outside', pid: outside.pid, command: 'cat' }]);
    await bench.master.writeAll(MUCH);
    expect((await outside.read(MUCH.length)).length).toBe(MUCH.length);
    await attachment.write(Buffer.from('typed'));
    expect(bench.master.read().toString()).toBe('typed');

    const reader = new RecordingViewer();
    bench.console.attach(reader, 'read');
    expect(reader.order).toEqual(['attached', 'outside']);
    await outside.end();
  });

  it('that comes later is noticed, and its going as well: the guest is never left without a reader', async () => {
    const viewer = new RecordingViewer();
    bench.console.attach(viewer, 'write');
    await bench.master.writeAll(MUCH);
    const outside = await OutsideProgram.start(bench.master.path);
    await viewer.untilSaid('outside');
    await outside.end();
    await bench.master.writeAll(MUCH);
  });
});

describe('a thread that dies', () => {
  it('leaves no PTY open, which would stop the guest, and no writer who thinks he types', async () => {
    const broken = await bundle(`throw new RangeError('broken');`);
    const said: string[] = [];
    const brokenThread = new DrainThreads(broken.path, (message) => said.push(message));
    const other = new ConsoleBench(brokenThread);
    const viewer = new RecordingViewer();
    other.console.attach(viewer, 'write');
    await viewer.untilSaid('read-only');
    expect(said).toHaveLength(1);
    expect(other.master.slavesHere()).toBe(0);
    other.print('output goes on');
    await viewer.until(() => viewer.text === 'output goes on');
    await other.close();
    broken.remove();
  });

  it('is replaced for the next writer', async () => {
    const viewer = new RecordingViewer();
    bench.console.attach(viewer, 'write').detach();
    await thread.stop();
    bench.console.attach(viewer, 'write');
    await bench.master.writeAll(MUCH);
  });
});
