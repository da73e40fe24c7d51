import { defineConfig } from 'vitest/config';

/** The suffix of a test file says what it needs; scripts/test.mjs chooses the suites. */
const suite = (name: string, suffix: string, exclude: string[] = []) => ({
  extends: true as const,
  test: { name, include: [`test/**/*${suffix}`], exclude, pool: 'forks' as const, testTimeout: 30_000 },
});

/** One editor and one browser at a time: two cores have no more to give, and screenshots are of what a person would see. */
const e2e = () => {
  const { test, ...more } = suite('e2e', '.e2e.test.ts');
  return { ...more, test: { ...test, fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000 } };
};

export default defineConfig({
  test: {
    projects: [
      suite('unit', '.test.ts', ['**/*.root.test.ts', '**/*.parity.test.ts', '**/*.e2e.test.ts']),
      { ...suite('root', '.root.test.ts') },
      { ...suite('parity', '.parity.test.ts') },
      e2e(),
    ],
  },
});
