import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const TABLE = readFileSync(new URL('../../docs/features.md', import.meta.url), 'utf8');
const FILES = readdirSync(new URL('..', import.meta.url), { recursive: true, encoding: 'utf8' });

/** Rows as [tick, numbers, feature, shown by]. */
const rows = TABLE.split('\n')
  .filter((line) => /^\| [☑☐]/.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

const names = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');

test('what is ticked is shown by tests that are there', () => {
  const missing = rows.flatMap(([, , , shown = '']) =>
    names(shown).filter((name) => name !== 'e2e' && !FILES.some((file) => `/${file}`.endsWith(`/${name}.test.ts`))),
  );
  expect(missing).toEqual([]);
});

test('every row is ticked by something, or says that it is not there', () => {
  expect(rows.length).toBeGreaterThan(60);
  for (const [tick, , feature, shown = ''] of rows) expect(names(shown).length > 0, feature).toBe(tick === '☑');
});
