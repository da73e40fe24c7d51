import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suiteResult } from './report.mjs';

/**
 * Runs one of Vitest's projects, its output on ours.
 *
 * @param {string} root
 * @param {string} name
 */
export function runSuite(root, name) {
  const folder = mkdtempSync(join(tmpdir(), 'virtcell-report-'));
  const report = join(folder, 'report.json');
  const started = performance.now();
  try {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', name, ...reporters], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const json = existsSync(report) ? readFileSync(report, 'utf8') : undefined;
    return suiteResult(name, (performance.now() - started) / 1000, json, status);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
