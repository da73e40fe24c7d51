#!/usr/bin/env node
/**
 * npm run bench: measures Virtcell beside virsh, bare QEMU and C, in turns, and the editor, on this machine; prints
 * tables and writes bench/results.json. Root, about six minutes. A running libvirtd is used, otherwise one is started
 * and ended. `--quick` takes few samples, to see that it works. Parts of it, which need no libvirt: `--editor`,
 * `--consoles`, and `--language`, which needs no root either.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { CHROMIUM } from './editor/browser.mjs';
import { isEditorHostMade } from './editor/host.mjs';
import { ensureLinuxGuest } from './guest/linux.mjs';
import { LIBVIRT_PACKAGES, useLibvirt } from './prepare/libvirt.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, '.cache/bench');
const QEMU = '/usr/bin/qemu-system-x86_64';
const QEMU_PACKAGE = 'qemu-system-x86';
const quick = process.argv.includes('--quick');
/** What each part of the bench needs of the machine; all of it is measured unless one is asked for. */
const PARTS = {
  all: {
    measure: 'bench',
    programs: [QEMU, '/usr/bin/virsh', '/usr/sbin/libvirtd'],
    packages: [QEMU_PACKAGE, ...LIBVIRT_PACKAGES],
  },
  editor: { measure: 'benchEditor', programs: [QEMU, CHROMIUM], packages: [QEMU_PACKAGE, 'chromium'] },
  consoles: { measure: 'benchConsoles', programs: [QEMU], packages: [QEMU_PACKAGE] },
  language: { measure: 'benchLanguage', programs: [], packages: [] },
};
const name = /** @type {keyof typeof PARTS} */ (
  Object.keys(PARTS).find((part) => process.argv.includes(`--${part}`)) ?? 'all'
);
const { measure, programs, packages } = PARTS[name];
const needsRoot = name !== 'language';

/** The bench is TypeScript, which Node 20 cannot run. It stays two folders deep, as test/bench is, beside dist/. */
async function bundleBench() {
  const outfile = join(FOLDER, 'main.mjs');
  const entryPoints = [join(ROOT, 'test/bench/main.ts')];
  const alias = { vscode: join(ROOT, 'test/bench/editorApi.ts') };
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', alias });
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
  const missing = programs.filter((path) => !existsSync(path));
  if (missing.length > 0) console.error(`missing: ${missing.join(', ')}\npackages: ${packages.join(' ')}`);
  else if (!needsRoot || process.getuid?.() === 0) return;
  else console.error('this part of the bench needs root');
  process.exit(1);
}

function canMeasureEditor() {
  if (existsSync(CHROMIUM) && isEditorHostMade()) return true;
  console.log('no Chromium, or no editor in the cache (scripts/editor/host.mjs makes it): the editor is not measured');
  return false;
}

requireMachine();
execFileSync(process.execPath, [join(ROOT, 'scripts/build.mjs')], { stdio: 'inherit' });
mkdirSync(FOLDER, { recursive: true });
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort());
// Launchers keep no process alive, and at times they are all that the bench waits for.
const alive = setInterval(() => {}, 60_000);
if (needsRoot) ensureLinuxGuest();
const bench = await bundleBench();
const libvirt = name === 'all' ? await useLibvirt(console.log) : undefined;
try {
  const results = await bench[measure]({
    launcherPath: join(ROOT, 'dist/launcher.js'),
    namespaceInC: name === 'all' ? compileNamespace() : undefined,
    hasEditor: (name === 'all' || name === 'editor') && canMeasureEditor(),
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
  clearInterval(alive);
  await libvirt?.end();
}
