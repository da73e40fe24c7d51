#!/usr/bin/env node
/**
 * npm run soak: what holds over hours, in minutes. Consoles and channels, each byte held against what was sent; twenty
 * machines under an agent that is killed two hundred times; a hundred machines at once, ten times; a million frames that
 * no honest client sends. Root, about twenty minutes, at most forty. Ends with 1 when something was lost, repeated, held
 * up or left behind. `npm run soak -- kills crowd` runs these parts; `--quick` does little of each, to see that it works.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ensureLinuxGuest } from './guest/linux.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, '.cache/soak');
const MOST_MS = 40 * 60_000;

/** It is TypeScript, which Node 20 cannot run. It stays two folders deep, as test/soak is, beside dist/. */
async function bundleSoak() {
  const outfile = join(FOLDER, 'main.mjs');
  const entryPoints = [join(ROOT, 'test/soak/main.ts')];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external' });
  return import(pathToFileURL(outfile).href);
}

if (!existsSync('/usr/bin/qemu-system-x86_64') || process.getuid?.() !== 0) {
  console.error('the soak needs root, and the packages qemu-system-x86 and busybox-static');
  process.exit(1);
}
execFileSync(process.execPath, [join(ROOT, 'scripts/build.mjs')], { stdio: 'inherit' });
mkdirSync(FOLDER, { recursive: true });
ensureLinuxGuest();
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort());
const limit = setTimeout(() => stop.abort(new Error('it took longer than forty minutes')), MOST_MS);
try {
  const { soak, PART_NAMES } = await bundleSoak();
  const asked = process.argv.slice(2).filter((argument) => argument !== '--quick');
  const unknown = asked.filter((name) => !PART_NAMES.includes(name));
  if (unknown.length > 0) throw new Error(`no part ${unknown.join(', ')}; there are ${PART_NAMES.join(', ')}`);
  const passed = await soak(asked.length > 0 ? asked : PART_NAMES, {
    isQuick: process.argv.includes('--quick'),
    stallPath: join(ROOT, 'test/soak/stall.mjs'),
    memoryPath: join(ROOT, 'test/soak/memory.mjs'),
    signal: stop.signal,
    say: console.log,
  });
  process.exitCode = passed ? 0 : 1;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  clearTimeout(limit);
}
