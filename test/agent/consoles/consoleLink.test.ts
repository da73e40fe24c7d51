import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeConsoleLink, removeConsoleLink } from '../../../agent/consoles/consoleLink.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtcell-links-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('leads to the PTY of this start, at a place that does not change', () => {
  const path = makeConsoleLink(folder, 'serial0', '/dev/pts/3');
  expect(makeConsoleLink(folder, 'serial0', '/dev/pts/7')).toBe(path);
  expect(readlinkSync(path)).toBe('/dev/pts/7');
  expect(readdirSync(folder)).toEqual(['serial0']);
});

it('goes, once or twice', () => {
  makeConsoleLink(folder, 'serial0', '/dev/pts/3');
  removeConsoleLink(folder, 'serial0');
  removeConsoleLink(folder, 'serial0');
  expect(readdirSync(folder)).toEqual([]);
});

it.each(['..', '.', '', '../serial0', 'a/b', '/'])('is never outside of its folder: %j', (alias) => {
  expect(() => makeConsoleLink(folder, alias, '/dev/pts/3')).toThrow(RangeError);
});
