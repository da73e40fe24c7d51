import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ERROR_CODES } from '../../protocol/errors.ts';

it('every error code is documented under a heading of its own, to which the editor leads, and no other', () => {
  const documented = [...readFileSync('docs/errors.md', 'utf8').matchAll(/^### `([a-z-]+)`$/gm)].map(
    ([, code]) => code,
  );
  expect(documented.sort()).toEqual([...ERROR_CODES].sort());
});
