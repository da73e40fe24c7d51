import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const PAGE = readFileSync(new URL('../../docs/demands.md', import.meta.url), 'utf8');

const tests = [...PAGE.matchAll(/`([\w/.-]+\.test\.ts)` “([^”]*)”/g)].map(([, file = '', title = '']) => ({
  file,
  title,
}));

test('every demand names tests', () => {
  const demands = PAGE.split(/^## /m).slice(1);
  expect(demands).toHaveLength(17);
  for (const demand of demands) expect(demand).toMatch(/`[\w/.-]+\.test\.ts` “/);
});

test.each(tests)('$file has “$title”', ({ file, title }) => {
  expect(title).not.toBe('');
  expect(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')).toContain(title);
});
