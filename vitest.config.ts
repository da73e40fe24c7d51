import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** In milliseconds: far beyond what anything takes, since they say of a busy machine only that it is busy. */
const TIMEOUTS = { testTimeout: 120_000, hookTimeout: 120_000, expect: { poll: { timeout: 60_000 } } };

/** The suffix of a test file says what it needs; scripts/test.mjs chooses the suites. */
const suite = (name: string, suffix: string, exclude: string[] = []) => ({
  extends: true as const,
  test: { name, include: [`test/**/*${suffix}`], exclude, pool: 'forks' as const, ...TIMEOUTS },
});

/** By itself Vitest leaves a core free, which of two is half of them. */
const workers = <S extends { test: object }>(maxWorkers: number, one: S) => ({
  ...one,
  test: { ...one.test, maxWorkers },
});

const CORES = availableParallelism();

/** One editor and one browser at a time: two cores have no more to give, and screenshots are of what a person would see. */
const e2e = () => {
  const { test, ...more } = suite('e2e', '.e2e.test.ts');
  return { ...more, test: { ...test, fileParallelism: false } };
};

export default defineConfig({
  test: {
    projects: [
      workers(CORES, suite('unit', '.test.ts', ['**/*.root.test.ts', '**/*.parity.test.ts', '**/*.e2e.test.ts'])),
      // They wait for other processes a good part of the time.
      workers(CORES + 1, suite('root', '.root.test.ts')),
      { ...suite('parity', '.parity.test.ts') },
      e2e(),
    ],
  },
});
