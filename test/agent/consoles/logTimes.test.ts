import { describe, expect, it } from 'vitest';
import { LogTimes } from '../../../agent/consoles/logTimes.ts';
import { fc } from '../../properties.ts';

describe('the times of a log', () => {
  it('are kept once a second at most, and the end of what came meanwhile when more comes', () => {
    const times = new LogTimes();
    expect(times.see(10_000, 100)).toEqual([{ time: 10_000, offset: 100 }]);
    expect(times.see(10_300, 150)).toEqual([]);
    expect(times.see(10_600, 200)).toEqual([]);
    expect(times.see(90_000, 300)).toEqual([
      { time: 10_600, offset: 200 },
      { time: 90_000, offset: 300 },
    ]);
    expect(times.see(99_000, 300)).toEqual([]);
    expect(times.finish()).toEqual([]);
    expect(times.see(90_500, 310)).toEqual([]);
    expect(times.finish()).toEqual([{ time: 90_500, offset: 310 }]);
  });

  it('say where to begin: before what came later, and after what had come', () => {
    const times = new LogTimes([
      { time: 1000, offset: 10 },
      { time: 5000, offset: 50 },
    ]);
    times.see(5500, 60);
    expect([0, 999, 1000, 4999, 5000, 5499, 5500, 9999].map((time) => times.offsetAt(time))).toEqual([
      ...[0, 0, 10, 10, 50, 50, 60, 60],
    ]);
  });

  it('say nothing new while a clock that was put back is where it was', () => {
    const times = new LogTimes([{ time: 50_000, offset: 10 }]);
    expect(times.see(20_000, 20)).toEqual([]);
    expect(times.see(51_500, 30).at(-1)).toEqual({ time: 51_500, offset: 30 });
  });

  it('never begin after something that was printed later, and stay few', () => {
    const growth = fc.array(fc.tuple(fc.nat(5000), fc.integer({ min: 1, max: 1000 })), { maxLength: 200 });
    fc.assert(
      fc.property(growth, fc.nat(500_000), (steps, asked) => {
        const times = new LogTimes();
        let [time, end] = [0, 0];
        let firstAfter: number | undefined;
        for (const [wait, bytes] of steps) {
          time += wait;
          if (time > asked) firstAfter ??= end;
          end += bytes;
          times.see(time, end);
        }
        expect(times.offsetAt(asked)).toBeLessThanOrEqual(firstAfter ?? end);
      }),
    );
    const many = new LogTimes();
    for (let second = 0; second < 20_000; second++) many.see(second * 1000, second + 1);
    expect(many.entries.length).toBeLessThanOrEqual(4096);
    expect(many.entries[0]?.offset).toBeLessThan(20_000 / 2);
    expect(many.offsetAt(19_998_500)).toBe(19_999);
  });
});
