import { expect, test } from 'vitest';
import { allIsWell, suiteResult, summary } from '../../scripts/test/report.mjs';

const report = (...files: { status: string; tests: string[] }[]) => ({
  report: JSON.stringify({
    testResults: files.map(({ status, tests }) => ({
      status,
      assertionResults: tests.map((one, n) => ({ status: one, fullName: `test ${n}` })),
    })),
  }),
  failures: '[]',
});

const good = suiteResult('unit', 1.25, report({ status: 'passed', tests: ['passed', 'passed'] }), 0);
const step = { name: 'lint', seconds: 0.5, ok: true };

test('counts tests by what became of them', () => {
  const json = report({ status: 'failed', tests: ['passed', 'failed', 'skipped', 'todo'] });
  expect(suiteResult('root', 2, json, 1)).toEqual({
    name: 'root',
    seconds: 2,
    passed: 1,
    failed: 1,
    skipped: ['test 2', 'test 3'],
    failures: [],
  });
});

test.each([
  ['a file that could not be loaded', report({ status: 'failed', tests: [] }), 1],
  ['an error outside of any test', report({ status: 'passed', tests: ['passed'] }), 1],
  ['no report at all', { report: undefined, failures: undefined }, null],
])('%s is a failure', (_what, json, exitCode) => {
  expect(suiteResult('unit', 1, json, exitCode).failed).toBe(1);
});

test('the last line is the total over all suites', () => {
  const bad = suiteResult('root', 12, report({ status: 'failed', tests: ['passed', 'failed', 'skipped'] }), 1);
  expect(summary([step], [good, bad], [])).toEqual([
    'skipped in root: test 2',
    '    0.5 s  lint',
    '    1.3 s  unit',
    '   12.0 s  root',
    '3 passed, 1 failed, 1 skipped',
  ]);
});

test('tells what failed at the end too, since a long output may be cut', () => {
  const json = {
    ...report({ status: 'failed', tests: ['failed'] }),
    failures: '["a.test.ts: it: expected 1 to be 2"]',
  };
  expect(summary([], [suiteResult('root', 1, json, 1)], [])).toEqual([
    'failed in root: a.test.ts: it: expected 1 to be 2',
    '    1.0 s  root',
    '0 passed, 1 failed',
  ]);
});

test('names what was left out, what failed, and what ran nothing', () => {
  const empty = suiteResult('parity', 0.1, report(), 0);
  const lines = summary([{ ...step, ok: false }], [good, empty], ['root']);
  expect(lines.slice(0, 3)).toEqual(['left out, needs root: root', 'no test ran in parity', 'failed: lint']);
  expect(lines.at(-1)).toBe('2 passed, 0 failed');
});

test('all is well only when every step and test is, and every suite ran something', () => {
  expect(allIsWell([step], [good])).toBe(true);
  expect(allIsWell([{ ok: false }], [good])).toBe(false);
  expect(allIsWell([step], [good, suiteResult('root', 1, report({ status: 'failed', tests: ['failed'] }), 1)])).toBe(
    false,
  );
  expect(allIsWell([step], [good, suiteResult('parity', 1, report(), 0)])).toBe(false);
});
