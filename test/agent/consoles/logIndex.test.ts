import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { LogIndex, parseIndex } from '../../../agent/consoles/logIndex.ts';
import { temporaryFolder } from '../server/testServer.ts';

const END = 10_000_000;
let path: string;
let failures: unknown[];
const open = (end = END): LogIndex => new LogIndex(path, end, (error) => failures.push(error));
beforeEach(() => {
  path = join(temporaryFolder(), 'serial0.log.index');
  failures = [];
});

describe('the index of a log', () => {
  it('is known to the next agent, marks and times', () => {
    const index = open();
    expect([index.repeats, index.since, index.offsetAt(Date.now())]).toEqual([[], undefined, 0]);
    index.see(1000, 500);
    expect(index.mayRepeat(600)).toBe(true);
    index.see(3000, 70_000);
    expect(index.mayRepeat(69_000)).toBe(true);
    const next = open();
    expect([next.repeats, next.since]).toEqual([[600, 69_000], 1000]);
    expect([next.offsetAt(2000), next.offsetAt(3000)]).toEqual([500, 70_000]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(failures).toEqual([]);
  });

  it('has one mark for what is close together, and not more than so many', () => {
    const index = open();
    expect(index.mayRepeat(100)).toBe(true);
    expect(index.mayRepeat(5000)).toBe(false);
    for (let mark = 1; mark < 400; mark++) index.mayRepeat(mark * 20_000);
    expect(index.repeats.length).toBe(256);
    expect(open().repeats).toEqual(index.repeats);
  });

  it('is written anew when it has become long, and says the same', () => {
    const index = open(Number.MAX_SAFE_INTEGER);
    index.mayRepeat(7);
    for (let second = 0; second < 30_000; second++) index.see(second * 1000, second + 1);
    expect(readFileSync(path, 'latin1').split('\n').length).toBeLessThan(10_000);
    const next = open(Number.MAX_SAFE_INTEGER);
    for (const time of [0, 5_000_000, 29_998_000, 29_999_000]) expect(next.offsetAt(time)).toBe(index.offsetAt(time));
    expect(next.repeats).toEqual([7]);
    expect(existsSync(`${path}.new`)).toBe(false);
  });

  it('of another log, or torn, or no index at all, says what can be relied on', () => {
    expect(parseIndex('time 1000 10\ntime 2000 20\ntime 3000 99\nrepeat 15\nrepeat 99\n', 50)).toMatchObject({
      times: [
        { time: 1000, offset: 10 },
        { time: 2000, offset: 20 },
      ],
      repeats: [15],
    });
    const torn = 'time 2000 20\ntime 1000 30\ntime 3000 5\nrepeat 9\nrepeat 8\nrepeat -1\ntime x 9\ntime 4000 4';
    expect(parseIndex(torn, 50)).toMatchObject({ times: [{ time: 2000, offset: 20 }], repeats: [9] });
    expect(parseIndex('\0'.repeat(1000), 50)).toMatchObject({ times: [], repeats: [] });
  });

  it('that cannot be written goes on without its file, and says so once', () => {
    mkdirSync(path);
    const index = open();
    index.see(1000, 10);
    index.see(9000, 20);
    expect([index.offsetAt(5000), index.mayRepeat(9)]).toEqual([10, true]);
    expect(failures.length).toBeLessThanOrEqual(2);
    expect(failures.length).toBeGreaterThan(0);
  });

  it('that is too long to be one is not read', () => {
    writeFileSync(path, '');
    for (let part = 0; part < 11; part++) appendFileSync(path, 'time 1000 10\n'.repeat(8192));
    expect(open().since).toBeUndefined();
    expect(failures).toHaveLength(1);
    chmodSync(path, 0o600);
  });
});
