import { expect, test } from 'vitest';
import { complaint } from '../../../agent/qemu/complaint.ts';

test.each([
  [
    'what QEMU told before, and the times',
    'char device redirected to /dev/pts/2 (label charserial0)\n2026-11-25T19:01:27.972531Z qemu-system-x86_64: no lock\nIs another process using it?',
    'no lock\nIs another process using it?',
  ],
  [
    'its name',
    'qemu-system-x86_64: unsupported machine type\nUse -machine help',
    'unsupported machine type\nUse -machine help',
  ],
  ['its path', '/usr/bin/qemu-system-i386: one\n/usr/bin/qemu-system-i386: two', 'one\ntwo'],
  ['nothing of other words', 'libfoo: assertion failed', 'libfoo: assertion failed'],
  ['nothing of none', '', ''],
])('leaves out %s', (_, words, told) => {
  expect(complaint(words)).toBe(told);
});
