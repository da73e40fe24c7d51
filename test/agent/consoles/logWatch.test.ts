import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ConsoleLog } from '../../../agent/consoles/consoleLog.ts';
import { LogWatch } from '../../../agent/consoles/logWatch.ts';

let folder: string;
let path: string;
let log: ConsoleLog;
let watch: LogWatch;
let seen: number;
let happened = (): void => undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtcell-watch-'));
  path = join(folder, 'serial0.log');
  writeFileSync(path, '');
  log = new ConsoleLog(path);
  seen = 0;
  watch = new LogWatch(
    log,
    () => {
      seen = log.kept().end;
      happened();
    },
    (error) => {
      throw error;
    },
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
  watch.close();
  log.close();
  rmSync(folder, { recursive: true });
});

const untilSeen = (end: number): Promise<void> =>
  new Promise((resolve) => {
    happened = () => seen === end && resolve();
    happened();
  });

interface Timers {
  /** Every timer that is to come; unlike what `process.getActiveResourcesInfo` tells, those without a `ref` too. */
  readonly coming: ReadonlySet<unknown>;
  /** How long each was to take. */
  readonly lengths: readonly number[];
}

function watchTimers(): Timers {
  const coming = new Set<unknown>();
  const lengths: number[] = [];
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  vi.stubGlobal('setTimeout', (act: () => void, milliseconds: number) => {
    lengths.push(milliseconds);
    const timer = set(() => {
      coming.delete(timer);
      act();
    }, milliseconds);
    coming.add(timer);
    return timer;
  });
  vi.stubGlobal('clearTimeout', (timer: NodeJS.Timeout | undefined) => {
    coming.delete(timer);
    clear(timer);
  });
  return { coming, lengths };
}

async function untilQuiet({ coming }: Timers): Promise<void> {
  while (coming.size > 0) await new Promise((resolve) => setImmediate(resolve));
}

it('no timer runs while nothing is printed, before a stream, after it, and after what follows', async () => {
  const timers = watchTimers();
  watch.attentive(true);
  expect(timers.coming.size).toBe(0);
  let paused = 0;
  for (let round = 1; round <= 3; round++) {
    for (let part = 0; part < 10; part++) {
      appendFileSync(path, Buffer.alloc(10_000));
      await untilSeen((round - 1) * 100_001 + (part + 1) * 10_000);
      paused += timers.coming.size;
    }
    await untilQuiet(timers);
    // The kernel tells again.
    appendFileSync(path, 'x');
    await untilSeen(round * 100_001);
    await untilQuiet(timers);
  }
  expect(paused).toBeGreaterThan(0);
});

it('a flood is looked at more seldom than a stream, and its end as soon', async () => {
  const timers = watchTimers();
  watch.attentive(true);
  const flood = 100_000;
  for (let part = 1; part <= 4; part++) {
    appendFileSync(path, Buffer.alloc(flood));
    await untilSeen(part * flood);
  }
  appendFileSync(path, Buffer.alloc(1000));
  await untilSeen(4 * flood + 1000);
  await untilQuiet(timers);
  expect(timers.lengths.slice(0, 2)).toEqual([3, 10]);
  expect(timers.lengths.at(-1)).toBe(3);
});
