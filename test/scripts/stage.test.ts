import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { EXTENSION_FILES, extensionManifest, stageExtension } from '../../scripts/editor/stage.mjs';

const MANIFEST = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

test('the extension’s manifest has what the editor reads and nothing of the command line’s', () => {
  const manifest = extensionManifest(MANIFEST);
  expect(manifest).toMatchObject({
    ...{ name: 'virtcell', main: './dist/extension/extension.cjs', engines: { vscode: MANIFEST.engines.vscode } },
    ...{ extensionKind: ['workspace'], contributes: MANIFEST.contributes },
  });
  for (const key of ['dependencies', 'devDependencies', 'scripts', 'bin', 'private', 'type']) {
    expect(manifest).not.toHaveProperty(key);
  }
});

test('a staged extension is what is listed, also where an earlier one had more', () => {
  const folder = mkdtempSync(join(tmpdir(), 'virtcell-stage-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const root = join(folder, 'root');
  for (const name of [...EXTENSION_FILES, 'src/secret.ts']) {
    mkdirSync(join(root, dirname(name)), { recursive: true });
    writeFileSync(join(root, name), '');
  }
  writeFileSync(join(root, 'package.json'), JSON.stringify(MANIFEST));
  const into = join(folder, 'into');
  mkdirSync(into);
  writeFileSync(join(into, 'old.js'), '');
  stageExtension(into, root);
  const files = readdirSync(into, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.map((entry) => join(entry.parentPath, entry.name).slice(into.length + 1)).sort()).toEqual(
    [...EXTENSION_FILES, 'package.json'].sort(),
  );
});

test('what was not built is missed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'virtcell-stage-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(() => stageExtension(join(folder, 'into'), folder)).toThrow('dist/extension is not there');
});

/** A string of the manifest that the editor looks up. */
const PLACEHOLDER = /%([\w.]+)%/g;

test('every string of the manifest is there, and none that nobody asks for', () => {
  const asked = [...JSON.stringify(MANIFEST).matchAll(PLACEHOLDER)].map(([, key]) => key);
  const nls = JSON.parse(readFileSync(new URL('../../package.nls.json', import.meta.url), 'utf8'));
  expect(Object.keys(nls).sort()).toEqual([...new Set(asked)].sort());
});

test('every command of the menus is one that is contributed', () => {
  const { commands, menus } = MANIFEST.contributes;
  const known = commands.map(({ command }: { command: string }) => command);
  const used = Object.values(menus as Record<string, { command: string }[]>).flatMap((items) =>
    items.map(({ command }) => command),
  );
  for (const command of used) expect(known).toContain(command);
});
