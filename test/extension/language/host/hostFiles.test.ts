import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostFiles, matching } from '../../../../extension/language/host/hostFiles.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtcell-files-'));
  for (const name of ['images', '.hidden', 'images/old']) mkdirSync(join(folder, name));
  for (const name of ['a.qcow2', 'notes.txt', 'images/b.img']) writeFileSync(join(folder, name), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

const names = ['*.qcow2', '*.img'];
const found = async (question: { near?: string; folders?: string[]; before?: string }) => {
  const files = await hostFiles({ names, folders: [], near: undefined, before: '', ...question });
  return files.map(({ path }) => path.replace(folder, '')).sort();
};

test('files near the document and where they are kept, folders not among them', async () => {
  expect(await found({ near: folder })).toEqual(['/a.qcow2']);
  expect(await found({ near: folder, folders: [join(folder, 'images'), '/nowhere'] })).toEqual([
    '/a.qcow2',
    '/images/b.img',
  ]);
});

test('along a path that is being typed folders lead on', async () => {
  expect(await found({ before: `${folder}/` })).toEqual(['/a.qcow2', '/images/']);
  expect(await found({ before: `${folder}/ima` })).toEqual(['/a.qcow2', '/images/']);
  expect(await found({ before: `${folder}/images/` })).toEqual(['/images/b.img', '/images/old/']);
  expect(await found({ before: 'images/' })).toEqual([]);
});

test('names match whole', () => {
  const isMeant = matching(['*.img', 'vmlinu*', 'a+b']);
  expect(['x.img', 'vmlinuz-6.1', 'a+b'].every(isMeant)).toBe(true);
  expect(['x.img.bak', 'old-vmlinuz', 'aab', 'ximg'].some(isMeant)).toBe(false);
});
