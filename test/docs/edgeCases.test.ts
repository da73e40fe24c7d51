import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/* The edge cases of a private /dev have numbers, and each has tests that are named after it: `edge 7`, `edges 5, 6`. */

const EDGE_CASES = 44;
const TESTS = fileURLToPath(new URL('..', import.meta.url));

/** The numbers after `edge` or `edges` in what tests are called. */
function numbersIn(text: string): number[] {
  return [...text.matchAll(/['"`]edges? (\d+(?:, \d+)*)/g)].flatMap(([, list = '']) => list.split(', ').map(Number));
}

test('every edge case has a test that is named after it', () => {
  const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const named = new Set(files.flatMap((name) => numbersIn(readFileSync(`${TESTS}/${name}`, 'utf8'))));
  const missing = Array.from({ length: EDGE_CASES }, (_, index) => index + 1).filter((number) => !named.has(number));
  expect(missing).toEqual([]);
});
