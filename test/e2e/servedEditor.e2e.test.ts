import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { editorHost } from '../../scripts/editor/host.mjs';
import { serveEditor } from '../../scripts/editor/serve.mjs';

test('who has no token gets nothing, and what was served is gone at the end', async () => {
  const folder = mkdtempSync('/run/virtcell-served-');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const extension = join(folder, 'extension');
  mkdirSync(extension);
  writeFileSync(join(extension, 'package.json'), '{}');
  const dataDir = join(folder, 'data');
  const stale = join(dataDir, 'data/CachedProfilesData/extensions.json');
  mkdirSync(join(stale, '..'), { recursive: true });
  writeFileSync(stale, '[]');

  const editor = await serveEditor({ host: editorHost(), folder, extension, dataDir, user: { env: process.env } });
  const status = async (url: string): Promise<number> => (await fetch(url, { redirect: 'manual' })).status;
  expect(await status(`${editor.origin}/`)).toBe(403);
  expect(await status(`${editor.origin}/?tkn=guessed&folder=${folder}`)).toBe(403);
  expect(await status(editor.url)).toBeLessThan(400);
  expect(statSync(join(dataDir, 'token')).mode & 0o777).toBe(0o600);
  expect(existsSync(stale)).toBe(false);

  await editor.end();
  await expect(status(editor.url)).rejects.toThrow();
});
