import { writeFileSync } from 'node:fs';

/**
 * A reporter of Vitest that writes down what failed, each with its message: for the lines at the very end, which are seen
 * also where a long output is cut. Vitest's JSON has no errors outside of tests.
 */
// biome-ignore lint/style/noDefaultExport: Vitest loads a reporter so
export default class FailureReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly import('vitest').TestError[]} unhandled
   */
  onTestRunEnd(modules, unhandled) {
    const failed = modules.flatMap((module) => [
      ...module.errors().map(({ message }) => `${module.relativeModuleId}: ${message}`),
      ...[...module.children.allTests('failed')].flatMap((test) =>
        test.result().errors?.map(({ message }) => `${module.relativeModuleId}: ${test.fullName}: ${message}`),
      ),
    ]);
    const outside = unhandled.map(({ message, stack }) => `outside of any test: ${stack ?? message}`);
    const file = process.env.VIRTCELL_TEST_FAILURES;
    if (file) writeFileSync(file, JSON.stringify([...failed, ...outside]));
  }
}
