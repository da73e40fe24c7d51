import { expect, test } from 'vitest';
import { shellText } from '../../protocol/shellText.ts';

test('the command line can be pasted into a shell', () => {
  expect(shellText(['/bin/qemu', '-S', '-device', '{"a":1}', '-name', "it's", '-x', ''])).toBe(
    ['/bin/qemu', '-S', '-device \'{"a":1}\'', "-name 'it'\\''s'", "-x ''"].join(' \\\n  '),
  );
});
