#!/usr/bin/env node
/**
 * npm run package: the extension as a VSIX for every platform, which holds no native code and no agent; and the agent as a
 * package for Debian and its like.
 */
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stageExtension } from './editor/stage.mjs';
import { packageAgent } from './package/deb.mjs';
import { npm } from './prepare/npm.mjs';
import { runStep } from './prepare/runStep.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Not a devDependency: it would bring 285 packages for one command, and its newer versions want Node 22. */
const VSCE = '@vscode/vsce@3.9.2';

/** Returns what was made, for people. */
function packageExtension() {
  const folder = stageExtension(join(ROOT, '.cache/extension'));
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const vsix = join(ROOT, `${name}-${version}.vsix`);
  rmSync(vsix, { force: true });
  const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  npm(['exec', '--yes', `--package=${VSCE}`, '--', 'vsce', 'package', ...options, '--out', vsix], { cwd: folder });
  return [...filesIn(folder), '', sizeLine(vsix)].join('\n');
}

const filesIn = (/** @type {string} */ folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => sizeLine(join(entry.parentPath, entry.name), folder))
    .sort();

const sizeLine = (/** @type {string} */ path, folder = ROOT) =>
  `${relative(folder, path)}  ${(statSync(path).size / 1000).toFixed(1)} kB`;

if (!runStep(ROOT, 'scripts/build.mjs', { env: process.env })) process.exit(1);
console.log(packageExtension());
const deb = packageAgent(ROOT, ROOT);
console.log(deb ? sizeLine(deb) : 'No .deb: this machine has no dpkg-deb.');
