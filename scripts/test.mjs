#!/usr/bin/env node
/**
 * npm test: everything that shows the product works, from a bare machine.
 *
 *   npm test             lint, types, build, and every suite that this user can run
 *   npm test -- unit     the same, with the named suites only
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureEditorHost } from './editor/host.mjs';
import { ensureLinuxGuest } from './guest/linux.mjs';
import { BUILD_PACKAGES, dependencyState } from './prepare/dependencies.mjs';
import { asInvokingUser } from './prepare/invokingUser.mjs';
import { useLibvirt } from './prepare/libvirt.mjs';
import { ensurePackages } from './prepare/packages.mjs';
import { runStep } from './prepare/runStep.mjs';
import { allIsWell, summary } from './test/report.mjs';
import { runSuite } from './test/runSuite.mjs';
import { chooseSuites } from './test/suites.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const BIOME = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');

/** @type {{ name: string, seconds: number, ok: boolean }[]} */
const steps = [];
/** @type {import('./test/report.mjs').SuiteResult[]} */
const results = [];

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(/** @type {string[]} */ names) {
  const isRoot = process.geteuid?.() === 0;
  const { run, leftOut } = chooseSuites(names, isRoot);
  if (run.length === 0) throw new Error(`Needs root: ${names.join(', ')}`);
  const packages = [...new Set(run.flatMap((suite) => suite.packages))];
  console.log(`suites: ${run.map((suite) => suite.name).join(', ')}`);
  console.log(`packages they need: ${packages.join(' ') || 'none'}`);
  const toBuild = dependencyState() === 'none' ? [] : BUILD_PACKAGES;
  if (!ensurePackages([...packages, ...toBuild])) return 1;

  const user = asInvokingUser();
  if (!step('npm packages', () => runStep(ROOT, 'scripts/prepare/dependencies.mjs', user))) return finish([]);
  step('lint', () => tool(BIOME, ['check', '.'], user));
  step('strings', () => runStep(ROOT, 'scripts/strings.mjs', user));
  step('types', () => tool(TSC, ['-b', '.', 'scripts'], user));
  step('build', () => runStep(ROOT, 'scripts/build.mjs', user));
  // As ourselves and not as the invoking user: the tests look for it in the cache folder of whoever runs them.
  if (run.some((suite) => suite.guest)) step('guest', () => Boolean(ensureLinuxGuest()));
  if (run.some((suite) => suite.editor)) step('editor', () => Boolean(ensureEditorHost()));
  for (const suite of run) await runWithPeers(suite);
  return finish(leftOut.map((suite) => suite.name));
}

/** One suite after the other: on two cores they would only disturb each other. */
async function runWithPeers(/** @type {import('./test/suites.mjs').Suite} */ suite) {
  const libvirt = suite.libvirtd ? await useLibvirt(console.log) : undefined;
  try {
    results.push(runSuite(ROOT, suite.name));
  } finally {
    await libvirt?.end();
  }
}

/**
 * Takes the time of a step and remembers how it went; the others run all the same, so one look shows everything.
 *
 * @param {string} name
 * @param {() => boolean} action
 */
function step(name, action) {
  const started = performance.now();
  const ok = action();
  steps.push({ name, seconds: (performance.now() - started) / 1000, ok });
  return ok;
}

/**
 * @param {string} script
 * @param {string[]} args
 * @param {ReturnType<typeof asInvokingUser>} user
 */
function tool(script, args, user) {
  const options = /** @type {const} */ ({ ...user, cwd: ROOT, stdio: 'inherit' });
  return spawnSync(process.execPath, [script, ...args], options).status === 0;
}

function finish(/** @type {string[]} */ leftOut) {
  console.log(summary(steps, results, leftOut).join('\n'));
  return allIsWell(steps, results) ? 0 : 1;
}
