#!/usr/bin/env node
/**
 * npm run screenshots: pictures of every view in the real editor, in a light, a dark and a high-contrast theme, into
 * docs/screenshots. Root, about five minutes. With names of scenes it takes theirs only: `npm run screenshots -- editing`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { CHROMIUM } from './editor/browser.mjs';
import { ensureEditorHost } from './editor/host.mjs';
import { ensureLinuxGuest } from './guest/linux.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, '.cache/pictures');

/** It is TypeScript, which Node 20 cannot run. It stays two folders deep, as test/pictures is, beside dist/. */
async function bundlePictures() {
  const outfile = join(FOLDER, 'main.mjs');
  const entryPoints = [join(ROOT, 'test/pictures/main.ts')];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external' });
  return import(pathToFileURL(outfile).href);
}

const missing = ['/usr/bin/qemu-system-x86_64', CHROMIUM].filter((path) => !existsSync(path));
if (missing.length > 0 || process.getuid?.() !== 0) {
  console.error('the pictures need root, and the packages qemu-system-x86, busybox-static and chromium');
  process.exit(1);
}
execFileSync(process.execPath, [join(ROOT, 'scripts/build.mjs')], { stdio: 'inherit' });
const into = join(ROOT, 'docs/screenshots');
for (const folder of [FOLDER, into]) mkdirSync(folder, { recursive: true });
ensureLinuxGuest();
ensureEditorHost();
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort());
try {
  const { takePictures } = await bundlePictures();
  const failed = await takePictures({ into, scenes: process.argv.slice(2), signal: stop.signal, say: console.log });
  process.exitCode = failed.length > 0 ? 1 : 0;
} catch (error) {
  if (!stop.signal.aborted) throw error;
  process.exitCode = 130;
}
