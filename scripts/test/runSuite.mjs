import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suiteResult } from './report.mjs';

const FAILURES = fileURLToPath(new URL('failureReporter.mjs', import.meta.url));

/**
 * Runs one of Vitest's projects, its output on ours.
 *
 * @param {string} root
 * @param {string} name
 */
export function runSuite(root, name) {
  const folder = mkdtempSync(join(tmpdir(), 'virtcell-report-'));
  const report = join(folder, 'report.json');
  const failures = join(folder, 'failures.json');
  const started = performance.now();
  try {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const reporters = [
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      `--reporter=${FAILURES}`,
    ];
    const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', name, ...reporters], {
      cwd: root,
      env: { ...process.env, VIRTCELL_TEST_FAILURES: failures },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const seconds = (performance.now() - started) / 1000;
    return suiteResult(name, seconds, { report: textOf(report), failures: textOf(failures) }, status);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const textOf = (/** @type {string} */ path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
