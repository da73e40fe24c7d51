#!/usr/bin/env node
/**
 * npm run bench: measures Virtcell beside virsh, bare QEMU and C, in turns, on this machine; prints a table and writes
 * bench/results.json. Root, about two minutes. A running libvirtd is used, otherwise one is started and ended.
 * `--quick` takes few samples, to see that it works.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { LIBVIRT_PACKAGES, useLibvirt } from './prepare/libvirt.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, '.cache/bench');
const quick = process.argv.includes('--quick');

/** The bench is TypeScript, which Node 20 cannot run. It stays two folders deep, as test/bench is, beside dist/. */
async function bundleBench() {
  const outfile = join(FOLDER, 'main.mjs');
  const entryPoints = [join(ROOT, 'test/bench/main.ts')];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external' });
  return import(pathToFileURL(outfile).href);
}

/** The program that the private /dev is held against, or undefined without a compiler. */
function compileNamespace() {
  if (!existsSync('/usr/bin/gcc')) {
    console.log('no gcc: the private /dev is not held against C');
    return undefined;
  }
  const program = join(FOLDER, 'namespace');
  execFileSync('/usr/bin/gcc', ['-O2', '-o', program, join(ROOT, 'test/bench/namespace.c')]);
  return program;
}

function requireMachine() {
  const missing = ['/usr/bin/qemu-system-x86_64', '/usr/bin/virsh', '/usr/sbin/libvirtd'].filter(
    (path) => !existsSync(path),
  );
  if (missing.length === 0 && process.getuid?.() === 0) return;
  const packages = ['qemu-system-x86', ...LIBVIRT_PACKAGES].join(' ');
  console.error(missing.length > 0 ? `missing: ${missing.join(', ')}\npackages: ${packages}` : 'the bench needs root');
  process.exit(1);
}

requireMachine();
execFileSync(process.execPath, [join(ROOT, 'scripts/build.mjs')], { stdio: 'inherit' });
mkdirSync(FOLDER, { recursive: true });
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort());
const { bench } = await bundleBench();
const libvirt = await useLibvirt(console.log);
try {
  const results = await bench({
    launcherPath: join(ROOT, 'dist/launcher.js'),
    namespaceInC: compileNamespace(),
    rounds: quick ? 2 : 12,
    pairs: quick ? 3 : 40,
    signal: stop.signal,
    say: console.log,
  });
  mkdirSync(join(ROOT, 'bench'), { recursive: true });
  writeFileSync(join(ROOT, 'bench/results.json'), `${JSON.stringify(results, null, 2)}\n`);
} catch (error) {
  if (!stop.signal.aborted) throw error;
  process.exitCode = 130;
} finally {
  await libvirt.end();
}
