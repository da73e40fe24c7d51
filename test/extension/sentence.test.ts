import { expect, test } from 'vitest';
import { sentence } from '../../extension/sentence.ts';

test.each([
  ['the domain vm has no screen', 'The domain vm has no screen.'],
  ['no such file', 'No such file.'],
  ['vm has ended', 'vm has ended.'],
  ['theatre runs already', 'theatre runs already.'],
  ['QEMU said:', 'QEMU said:'],
  ['You may not open it.', 'You may not open it.'],
])('%s', (message, written) => {
  expect(sentence(message)).toBe(written);
});
