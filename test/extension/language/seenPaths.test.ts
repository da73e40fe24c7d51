import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SeenPaths } from '../../../extension/language/seenPaths.ts';

test('nothing is missing until somebody looked', async () => {
  const files = new SeenPaths(async (path) => path === '/a');
  expect(files.isMissing('/a')).toBe(false);
  await files.look(['/a', '/b']);
  expect([files.isMissing('/a'), files.isMissing('/b')]).toEqual([true, false]);
});

test('what is there is looked at, not what it leads to', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'virtcell-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const link = join(folder, 'link');
  symlinkSync('/nowhere', link);
  const files = new SeenPaths();
  const paths = [link, join(folder, 'none'), join(folder, 'none/below'), '/dev/null'];
  await files.look(paths);
  expect(paths.map((path) => files.isMissing(path))).toEqual([false, true, true, false]);
});
