#!/usr/bin/env node
/**
 * npm run fuzz: the tests of properties with values that were never drawn before, thirty times as many as in npm test.
 * About ten minutes. `npm run fuzz -- SEED` draws those of that seed again.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');
const EFFORT = 30;
const HOUR_MS = 3_600_000;

const seed = process.argv[2] ?? String(Date.now() % 2 ** 31);
console.log(`seed ${seed}`);
const { status } = spawnSync(
  process.execPath,
  [VITEST, 'related', '--run', '--project=unit', `--testTimeout=${HOUR_MS}`, 'test/properties.ts'],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, VIRTCELL_SEED: seed, VIRTCELL_EFFORT: String(EFFORT) } },
);
process.exitCode = status ?? 1;
