/** What became of the suites, from Vitest's JSON reports to the lines at the end. */

/**
 * @typedef {object} SuiteResult
 * @property {string} name
 * @property {number} seconds
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} skipped
 * @property {string[]} failures  what failed, each with its message
 */

/**
 * @param {string} name
 * @param {number} seconds
 * @param {{ report: string | undefined, failures: string | undefined }} json  undefined when Vitest ended without it
 * @param {number | null} exitCode   Vitest's, which also knows of errors outside of any test
 * @returns {SuiteResult}
 */
export function suiteResult(name, seconds, json, exitCode) {
  const files = json.report === undefined ? [] : JSON.parse(json.report).testResults;
  const tests = files.flatMap((/** @type {any} */ file) => file.assertionResults);
  const count = (/** @type {string} */ status) =>
    tests.filter((/** @type {any} */ test) => test.status === status).length;
  // A file that could not be loaded failed without a single test.
  const unloaded = files.filter((/** @type {any} */ file) => file.status === 'failed' && !anyFailed(file)).length;
  const failed = count('failed') + unloaded;
  const skipped = tests.filter((/** @type {any} */ test) => test.status !== 'passed' && test.status !== 'failed');
  return {
    name,
    seconds,
    passed: count('passed'),
    failed: exitCode === 0 ? failed : Math.max(failed, 1),
    skipped: skipped.map((/** @type {any} */ test) => test.fullName),
    failures: json.failures === undefined ? [] : JSON.parse(json.failures),
  };
}

const anyFailed = (/** @type {any} */ file) =>
  file.assertionResults.some((/** @type {any} */ test) => test.status === 'failed');

/** A suite in which nothing ran has shown nothing. */
export const ranNothing = (/** @type {SuiteResult} */ result) => result.passed + result.failed === 0;

/**
 * The last lines: what was not right, seconds per step and suite, and the total as the very last.
 *
 * @param {{ name: string, seconds: number, ok: boolean }[]} steps
 * @param {SuiteResult[]} results
 * @param {string[]} leftOut
 */
export function summary(steps, results, leftOut) {
  const sum = (/** @type {(result: SuiteResult) => number} */ of) => results.reduce((total, one) => total + of(one), 0);
  const skipped = results.flatMap((result) => result.skipped.map((name) => `skipped in ${result.name}: ${name}`));
  const seconds = [...steps, ...results].map((one) => `${one.seconds.toFixed(1).padStart(7)} s  ${one.name}`);
  return [
    ...skipped,
    ...(leftOut.length > 0 ? [`left out, needs root: ${leftOut.join(', ')}`] : []),
    ...results.flatMap(({ name, failures }) => failures.map((failure) => `failed in ${name}: ${failure}`)),
    ...results.filter(ranNothing).map((result) => `no test ran in ${result.name}`),
    ...steps.filter((step) => !step.ok).map((step) => `failed: ${step.name}`),
    ...seconds,
    `${sum((one) => one.passed)} passed, ${sum((one) => one.failed)} failed${
      skipped.length > 0 ? `, ${skipped.length} skipped` : ''
    }`,
  ];
}

/**
 * @param {{ ok: boolean }[]} steps
 * @param {SuiteResult[]} results
 */
export const allIsWell = (steps, results) =>
  steps.every((step) => step.ok) && results.every((result) => result.failed === 0 && !ranNothing(result));
