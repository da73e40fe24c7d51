import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DIAGNOSTIC_CODES } from '../../domain-xml/diagnosticCodes.ts';

it('every diagnostic code is documented, and no other', () => {
  const text = readFileSync('docs/diagnostics.md', 'utf8');
  const documented = [...text.matchAll(/^### `([a-z-]+)`$/gm)].map(([, code]) => code);
  expect(documented.sort()).toEqual([...DIAGNOSTIC_CODES].sort());
});
