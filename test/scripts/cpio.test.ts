import { expect, test } from 'vitest';
import { cpioArchive, type Entry } from '../../scripts/guest/cpio.mjs';

/** Reads newc as its description says, independently of the writer. */
function readNewc(archive: Buffer) {
  const members: { path: string; mode: number; data: string; device: number[]; links: number }[] = [];
  let at = 0;
  for (;;) {
    expect(archive.toString('latin1', at, at + 6)).toBe('070701');
    const field = (n: number) => Number.parseInt(archive.toString('latin1', at + 6 + 8 * n, at + 14 + 8 * n), 16);
    const [mode, links, size, nameSize] = [field(1), field(4), field(6), field(11)];
    const path = archive.toString('utf8', at + 110, at + 110 + nameSize - 1);
    const dataAt = Math.ceil((at + 110 + nameSize) / 4) * 4;
    const next = Math.ceil((dataAt + size) / 4) * 4;
    if (path === 'TRAILER!!!') {
      expect(next).toBe(archive.length);
      return members;
    }
    const data = archive.toString('utf8', dataAt, dataAt + size);
    members.push({ path, mode, data, device: [field(9), field(10)], links });
    at = next;
  }
}

const entries: Entry[] = [
  { path: 'dev', kind: 'directory' },
  { path: 'dev/console', kind: 'char', device: [5, 1] },
  { path: 'odd', kind: 'file', data: 'five!' },
  { path: 'init', kind: 'file', mode: 0o755, data: Buffer.from('#!/bin/sh\n') },
  { path: 'sh', kind: 'link', data: 'init' },
  { path: 'empty', kind: 'file' },
  { path: 'ünï', kind: 'file', data: 'ö' },
];

test('a reader gets back what was written', () => {
  expect(readNewc(cpioArchive(entries))).toEqual([
    { path: 'dev', mode: 0o040755, data: '', device: [0, 0], links: 2 },
    { path: 'dev/console', mode: 0o020600, data: '', device: [5, 1], links: 1 },
    { path: 'odd', mode: 0o100644, data: 'five!', device: [0, 0], links: 1 },
    { path: 'init', mode: 0o100755, data: '#!/bin/sh\n', device: [0, 0], links: 1 },
    { path: 'sh', mode: 0o120777, data: 'init', device: [0, 0], links: 1 },
    { path: 'empty', mode: 0o100644, data: '', device: [0, 0], links: 1 },
    { path: 'ünï', mode: 0o100644, data: 'ö', device: [0, 0], links: 1 },
  ]);
});

test('the same input is the same archive', () => {
  expect(cpioArchive(entries).equals(cpioArchive(entries))).toBe(true);
});

test('an empty archive is its trailer', () => {
  expect(readNewc(cpioArchive([]))).toEqual([]);
});
