#!/usr/bin/env node
/** npm run package: the extension as a VSIX for every platform. It holds no native code; the agent is not in it. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stageExtension } from './editor/stage.mjs';
import { npm } from './prepare/npm.mjs';
import { runStep } from './prepare/runStep.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Not a devDependency: it would bring 285 packages for one command, and its newer versions want Node 22. */
const VSCE = '@vscode/vsce@3.9.2';

if (!runStep(ROOT, 'scripts/build.mjs', { env: process.env })) process.exit(1);
console.log(packageExtension());

/** Returns what was made, for people. */
function packageExtension() {
  const folder = stageExtension(join(ROOT, '.cache/extension'));
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const vsix = join(ROOT, `${name}-${version}.vsix`);
  rmSync(vsix, { force: true });
  const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  npm(['exec', '--yes', `--package=${VSCE}`, '--', 'vsce', 'package', ...options, '--out', vsix], { cwd: folder });
  const list = spawnSync('unzip', ['-Z1', vsix], { encoding: 'utf8' }).stdout ?? '';
  return `${list}${name}-${version}.vsix  ${(statSync(vsix).size / 1000).toFixed(1)} kB`;
}
