#!/usr/bin/env node
/**
 * The npm packages, as package-lock.json has them, with node-pty built.
 *
 * CLI: node scripts/prepare/dependencies.mjs   installs what is missing
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { nodeHeaders } from './nodeHeaders.mjs';
import { npm } from './npm.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What node-gyp needs to build node-pty, which has no binary for Linux in its package. */
export const BUILD_PACKAGES = ['python3', 'make', 'g++'];

/**
 * `install` when the packages are not those of the lock, `rebuild` when only node-pty is unbuilt, `none` otherwise.
 *
 * @returns {'install' | 'rebuild' | 'none'}
 */
export function dependencyState(root = ROOT, loads = loadsHere) {
  if (!installedMatchesLock(root)) return 'install';
  return loads(join(root, 'node_modules/node-pty/build/Release/pty.node')) ? 'none' : 'rebuild';
}

/** Does what dependencyState finds needed; returns whether that was anything. */
export function ensureDependencies(root = ROOT, say = console.log) {
  const state = dependencyState(root);
  if (state === 'none') return false;
  const env = { ...process.env, npm_config_nodedir: nodeHeaders() };
  if (state === 'install') {
    say('npm packages: npm ci (118 MB to fetch, 260 MB on disk, under a minute) …');
    npm(['ci', '--no-audit', '--no-fund'], { cwd: root, env });
  } else {
    say('npm packages: building node-pty (about 10 seconds) …');
    npm(['rebuild', 'node-pty'], { cwd: root, env });
  }
  // Being an optional dependency, node-pty may fail to build without npm failing.
  if (dependencyState(root) !== 'none') {
    throw new Error(`node-pty was not built. Building it needs: ${BUILD_PACKAGES.join(', ')}`);
  }
  return true;
}

/**
 * npm writes down what it has put into node_modules when it is done, in the form of the lock file: so comparing the two
 * needs no stamp of ours, and an installation by hand counts. Packages for other systems are rightly absent.
 */
export function installedMatchesLock(/** @type {string} */ root) {
  const locked = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules/.package-lock.json'));
  if (!locked || !installed?.['node_modules/node-pty']) return false;
  const paths = new Set([...Object.keys(locked), ...Object.keys(installed)]);
  paths.delete('');
  return [...paths].every((path) => {
    const [wanted, found] = [locked[path], installed[path]];
    if (!wanted || !found) return wanted?.optional === true || wanted?.devOptional === true;
    return wanted.version === found.version && wanted.integrity === found.integrity;
  });
}

/**
 * @typedef {{ version: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockedPackage
 * @param {string} path
 * @returns {Record<string, LockedPackage> | undefined}
 */
function readPackages(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined;
}

/** Loading it is the only proof that it was built for this Node and this processor. */
function loadsHere(/** @type {string} */ addon) {
  try {
    createRequire(import.meta.url)(addon);
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    ensureDependencies();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
