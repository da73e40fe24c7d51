import { appendFileSync, closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DrainSink, sinkOf } from '../../../agent/consoles/drainSinks.ts';

let folder: string;
let log: string;
let sink: DrainSink;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtcell-sink-'));
  log = join(folder, 'serial0.log');
  writeFileSync(log, 'before');
  sink = sinkOf({ kind: 'log', fd: openSync(log, 'r'), end: 6 });
});
afterEach(() => {
  closeSync(sink.fd);
  rmSync(folder, { recursive: true });
});

/** What is told when so many bytes came through the PTY. */
const pass = (length: number, now: number) => sink.take(new Uint8Array(length), now).map(({ kind }) => kind);

describe('output that QEMU logs', () => {
  it('is not missed while its buffer is still on the way through the PTY, in however many pieces', () => {
    expect([pass(2048, 0), pass(2048, 0.1), pass(2048, 5), pass(2048, 999)].flat()).toEqual([]);
    appendFileSync(log, Buffer.alloc(8193));
    expect([pass(1, 1000), pass(1, 2000)].flat()).toEqual([]);
  });

  it('is not missed when QEMU was stopped between the PTY and the log: it logs before it goes on', () => {
    expect(pass(100, 0)).toEqual([]);
    appendFileSync(log, Buffer.alloc(100));
    expect(pass(1, 1e9)).toEqual([]);
  });

  it('is not missed where an earlier reader, or a program outside, had some of it', () => {
    appendFileSync(log, Buffer.alloc(5000));
    for (let now = 0; now < 5000; now += 500) {
      appendFileSync(log, 'x');
      expect(pass(1, now)).toEqual([]);
    }
  });
});

describe('output that QEMU does not log', () => {
  it('is told of once, by the output that comes a second later', () => {
    expect(pass(1, 0)).toEqual([]);
    expect(pass(1, 999)).toEqual([]);
    expect(pass(1, 1000)).toEqual(['unrecorded']);
    expect(pass(1, 2000)).toEqual([]);
  });

  it('is told of when the disk is full after a while', () => {
    for (let now = 0; now < 5000; now += 500) {
      appendFileSync(log, 'x');
      expect(pass(1, now)).toEqual([]);
    }
    expect([pass(1, 5000), pass(1, 5999)].flat()).toEqual([]);
    expect(pass(1, 6000)).toEqual(['unrecorded']);
  });

  it('is told of when a write was cut short by the disk', () => {
    expect(pass(100, 0)).toEqual([]);
    appendFileSync(log, Buffer.alloc(99));
    expect(pass(1, 1000)).toEqual(['unrecorded']);
  });
});

it('a PTY that may have been full is told of with the end of the log', () => {
  expect(sink.take(new Uint8Array(9 << 10), 0)).toEqual([{ kind: 'overfull', offset: 6 }]);
});
