import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  type Stats,
  statSync,
  truncateSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConsoleLog } from '../../../agent/consoles/consoleLog.ts';
import { DrainThreads } from '../../../agent/consoles/drainThreads.ts';
import { newFirstKept } from '../../../agent/consoles/logLimits.ts';
import { LogWatch } from '../../../agent/consoles/logWatch.ts';
import { ConsoleBench } from './consoleBench.ts';
import { type Bundle, bundleDrainWorker } from './drainWorkerBundle.ts';
import { RecordingViewer } from './recordingViewer.ts';

const LIMITS = { keep: 64 << 10, most: 256 << 10 };
const BLOCK = 4096;

describe('the first offset that is kept', () => {
  const at = (first: number, end: number, slowest = Number.POSITIVE_INFINITY) =>
    newFirstKept({ first, end }, slowest, BLOCK, LIMITS);

  it('stays while there is little', () => {
    expect(at(0, 80 << 10)).toBe(0);
    expect(at(BLOCK, BLOCK + (80 << 10))).toBe(BLOCK);
  });
  it('leaves what is to be kept, in whole blocks', () => {
    expect(at(0, (100 << 10) + 1)).toBe(36 << 10);
  });
  it('waits for the slowest reader', () => {
    expect(at(0, 200 << 10, 10_000)).toBe(2 * BLOCK);
    expect(at(3 * BLOCK, 200 << 10, 10_000)).toBe(3 * BLOCK);
  });
  it('waits for nobody beyond the outer limit', () => {
    expect(at(0, 300 << 10, 10_000)).toBe(60 << 10);
  });
});

const numbered = (from: number, count: number): string =>
  Array.from({ length: count }, (_, index) => `${String(from + index).padStart(15, '0')}\n`).join('');

/** Resolves as soon as it holds of a file, looked at whenever that changes. */
function fileIs(path: string, holds: (stats: Stats) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(path, () => look());
    const look = (): void => {
      if (!holds(statSync(path))) return;
      watcher.close();
      resolve();
    };
    look();
  });
}

describe('a log that grows', () => {
  let worker: Bundle;
  let thread: DrainThreads;
  let bench: ConsoleBench;
  beforeAll(async () => {
    worker = await bundleDrainWorker();
    thread = new DrainThreads(worker.path, () => undefined);
  });
  afterAll(async () => {
    await thread.stop();
    worker.remove();
  });
  beforeEach(() => {
    bench = new ConsoleBench(thread, { limits: LIMITS });
  });
  afterEach(() => bench.close());

  it('gives up its beginning without moving an offset; who comes later begins at what is kept', async () => {
    const reader = new RecordingViewer();
    bench.console.attach(reader, 'read');
    const pieces = Array.from({ length: 40 }, (_, index) => numbered(index * 1000, 1000));
    let total = 0;
    for (const piece of pieces) {
      bench.print(piece);
      total += piece.length;
      await reader.until(() => reader.length === total);
    }
    expect(reader.text).toBe(pieces.join(''));
    // While output streams the log is looked at now and then. A hole in it is told as a change.
    await fileIs(bench.logPath, ({ blocks }) => blocks * 512 < 2 * LIMITS.keep);
    expect(statSync(bench.logPath).size).toBe(total);

    for (const another of [() => bench.console, () => bench.another({}, LIMITS)]) {
      const console = another();
      const late = new RecordingViewer();
      console.attach(late, 'read');
      await late.untilSaid('caught-up');
      const [gap] = late.said('gap');
      expect(gap?.from).toBe(0);
      expect(gap?.to).toBe(total - late.length);
      expect(late.text).toBe(reader.text.slice(gap?.to));
      expect(late.length).toBeGreaterThanOrEqual(LIMITS.keep);
      await console.end('over');
    }
  });

  it('leaves a reader that is far behind a gap, and says which', async () => {
    const slow = new RecordingViewer();
    slow.stall();
    bench.console.attach(slow, 'read');
    const fast = new RecordingViewer();
    bench.console.attach(fast, 'read');
    let total = 0;
    for (let index = 0; index < 80; index++) {
      const piece = numbered(index * 1000, 1000);
      bench.print(piece);
      total += piece.length;
      await fast.until(() => fast.length === total);
    }
    const before = slow.length;
    slow.resume();
    await slow.until(() => slow.bytes.subarray(-16).equals(fast.bytes.subarray(-16)));
    const [gap, ...more] = slow.said('gap');
    expect(more).toEqual([]);
    expect(gap?.from).toBe(before);
    expect(slow.text).toBe(fast.text.slice(0, before) + fast.text.slice(gap?.to));
  });
});

describe('a log that nobody reads', () => {
  let folder: string;
  let log: ConsoleLog;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'virtcell-log-'));
    path = join(folder, 'log');
    writeFileSync(path, '');
    log = new ConsoleLog(path);
  });
  afterEach(() => {
    log.close();
    rmSync(folder, { recursive: true });
  });

  it('is looked at again after a rest, so that it cannot fill the disk', async () => {
    let count = 0;
    let grown = () => undefined as unknown;
    const next = () =>
      new Promise<void>((resolve) => {
        grown = resolve;
      });
    const watch = new LogWatch(
      log,
      () => {
        count++;
        grown();
      },
      (error) => expect.unreachable(String(error)),
      0,
    );
    expect(count).toBe(1);
    for (let round = 0; round < 3; round++) {
      const before = count;
      const noticed = next();
      appendFileSync(path, 'x');
      await noticed;
      expect(count).toBeGreaterThan(before);
    }
    watch.close();
  });

  it('is kept small as well', () => {
    const text = numbered(0, 20_000);
    appendFileSync(path, text);
    log.trim(Number.POSITIVE_INFINITY, LIMITS);
    const { first, end } = log.kept();
    expect(end).toBe(text.length);
    expect(Buffer.from(log.read(first, end)).toString()).toBe(text.slice(first));
    expect(
      readFileSync(path)
        .subarray(0, first)
        .every((byte) => byte === 0),
    ).toBe(true);
  });

  it('may be one hole, or shorter than before', () => {
    truncateSync(path, 1 << 20);
    const hole = new ConsoleLog(path);
    expect(hole.kept()).toEqual({ first: 1 << 20, end: 1 << 20 });
    truncateSync(path, 0);
    expect(hole.kept()).toEqual({ first: 0, end: 0 });
    hole.close();
  });
});
