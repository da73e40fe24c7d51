#!/usr/bin/env node
/**
 * npm run soak: a guest that counts, through attaching, detaching, a stalled agent and one that is killed; megabytes
 * through a serial port and a virtio-serial channel, each byte held against what was sent; a reader that stops. Root,
 * about five minutes, at most eight. Ends with 1 when something was lost, repeated or held up. `--quick` takes half a
 * minute of the first part, to see that it works.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ensureLinuxGuest } from './guest/linux.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, '.cache/soak');
const MOST_MS = 8 * 60_000;

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
const limit = setTimeout(() => stop.abort(new Error('it took longer than eight minutes')), MOST_MS);
try {
  const { soak } = await bundleSoak();
  const passed = await soak({
    stallPath: join(ROOT, 'test/soak/stall.mjs'),
    seconds: process.argv.includes('--quick') ? 30 : 180,
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
