import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { boundOutput } from '../../../../agent/lifecycle/running/boundOutput.ts';

const MEGABYTE = 1 << 20;

let folder: string;
let path: string;
let stop: (() => void) | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtcell-output-'));
  path = join(folder, 'qemu.log');
});
afterEach(() => {
  stop?.();
  stop = undefined;
  rmSync(folder, { recursive: true });
});

const heldBytes = (): number => statSync(path).blocks * 512;
const unexpected = (error: unknown): never => {
  throw error;
};

test('what QEMU writes without end takes two megabytes at most, and its end is there', async () => {
  writeFileSync(path, '');
  stop = boundOutput(path, unexpected);
  for (let i = 0; i < 10; i++) appendFileSync(path, Buffer.alloc(MEGABYTE, 'x'));
  appendFileSync(path, 'the end');
  await expect.poll(heldBytes).toBeLessThan(2 * MEGABYTE);
  expect(statSync(path).size).toBe(10 * MEGABYTE + 7);
  expect(readFileSync(path).subarray(-MEGABYTE).toString()).toBe(`${'x'.repeat(MEGABYTE - 7)}the end`);
});

test('what it wrote while nobody looked is given back at once', () => {
  writeFileSync(path, Buffer.alloc(10 * MEGABYTE, 'x'));
  stop = boundOutput(path, unexpected);
  expect(heldBytes()).toBeLessThan(2 * MEGABYTE);
});

test('a little is kept whole', () => {
  writeFileSync(path, Buffer.alloc(MEGABYTE, 'x'));
  stop = boundOutput(path, unexpected);
  expect(readFileSync(path)).toEqual(Buffer.alloc(MEGABYTE, 'x'));
});

test('a link in its place is not followed', () => {
  symlinkSync('/etc/passwd', path);
  expect(() => boundOutput(path, unexpected)).toThrow('ELOOP');
});
