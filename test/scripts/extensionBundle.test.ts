import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { extensionFiles } from '../../scripts/build/extensionFiles.mjs';
import { EXTENSION_FILES } from '../../scripts/editor/stage.mjs';
import { EDITOR_API } from '../extension/editorApi.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const FILES = await extensionFiles({ root: ROOT, outdir: '/bundle' });

test('the extension needs the editor and Node, and no native code', () => {
  const names = FILES.map(({ path }) => `./${basename(path)}`);
  // ws tries for these two and does without.
  const optional = ['bufferutil', 'utf-8-validate'];
  const beyond = FILES.flatMap(({ contents }) => required(contents)).filter(
    (path) => !isBuiltin(path) && !optional.includes(path) && !names.includes(path),
  );
  expect([...new Set(beyond)]).toEqual(['vscode']);
});

test('nothing of the agent is in it', () => {
  const modules = FILES.flatMap((file) => file.modules).map((path) => relative(ROOT, path));
  expect(modules).toContain('protocol/errors.ts');
  expect(modules.filter((path) => path.startsWith('agent/'))).toEqual([]);
});

test('every module is in one file, so that a class is the same for all', () => {
  const modules = FILES.flatMap((file) => file.modules).filter((path) => path.endsWith('.ts'));
  expect(new Set(modules).size).toBe(modules.length);
});

test('what is asked for later is not loaded with the rest', () => {
  const early = FILES.filter(({ isEarly }) => isEarly).flatMap((file) => file.modules);
  expect(early).toContain(join(ROOT, 'extension/extension.ts'));
  const packages = ['ws', 'vscode-jsonrpc', 'zod'].map((name) => `/node_modules/${name}/`);
  const rooms = ['/plan/', '/domain-xml/parse/', '/domain-xml/schema/', '/domain-xml/check/', '/domain-xml/model/'];
  const later = [...packages, ...rooms, '/extension/consoles/consoleSession.ts', '/extension/newVm/createVm.ts'];
  expect(early.filter((path) => later.some((part) => path.includes(part)))).toEqual([]);
});

test('every file of it can be loaded', () => {
  const folder = mkdtempSync(join(tmpdir(), 'virtcell-bundle-'));
  try {
    const stub = join(folder, 'node_modules/vscode');
    mkdirSync(stub, { recursive: true });
    writeFileSync(join(stub, 'index.js'), EDITOR_API);
    for (const { path, contents } of FILES) writeFileSync(join(folder, basename(path)), contents);
    const load = FILES.map(({ path }) => `require('./${basename(path)}');`).join('\n');
    execFileSync(process.execPath, ['-e', load], { cwd: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const required = (contents: Uint8Array): string[] =>
  [
    ...Buffer.from(contents)
      .toString()
      .matchAll(/\brequire\([`"']([^`"']+)[`"']\)/g),
  ].map(([, path]) => path ?? '');

test('of what is packed beside it nothing is a program', () => {
  const packed = EXTENSION_FILES.filter((file) => !file.startsWith('dist/')).flatMap(filesBelow);
  expect(packed).toContain('package.nls.json');
  for (const file of packed) {
    expect(file).not.toMatch(/\.(node|so|exe|dll|wasm)$/);
    expect(readFileSync(join(ROOT, file)).subarray(0, 4).toString('latin1'), file).not.toBe('\x7fELF');
  }
});

const filesBelow = (path: string): string[] =>
  statSync(join(ROOT, path)).isDirectory()
    ? readdirSync(join(ROOT, path)).flatMap((name) => filesBelow(join(path, name)))
    : [path];
