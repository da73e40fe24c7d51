import { expect, test } from 'vitest';
import { resolveKernelPackage } from '../../scripts/guest/kernelPackage.mjs';

const known = (answers: Record<string, string>) => (name: string) => answers[name] ?? '';

test('takes the concrete package behind the cloud kernel', () => {
  const ask = known({
    'linux-image-cloud-amd64': 'linux-image-cloud-amd64\n  Depends: linux-image-6.1.0-56-cloud-amd64\n',
    'linux-image-amd64': 'linux-image-amd64\n  Depends: linux-image-6.1.0-56-amd64\n',
  });
  expect(resolveKernelPackage(ask)).toBe('linux-image-6.1.0-56-cloud-amd64');
});

test('goes on to what the distribution has', () => {
  const ask = known({
    'linux-image-virtual': 'linux-image-virtual\n  Depends: linux-base\n |Depends: linux-image-6.8.0-31-generic\n',
  });
  expect(resolveKernelPackage(ask)).toBe('linux-image-6.8.0-31-generic');
});

test('knows when apt has no lists', () => {
  expect(resolveKernelPackage(() => '')).toBeUndefined();
});
