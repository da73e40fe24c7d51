import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fillSample } from '../../scripts/start/fillSample.mjs';

const linux = readFileSync(new URL('../../samples/linux.domain.xml', import.meta.url), 'utf8');

test('a copy names the guest in another cache folder', () => {
  const filled = fillSample(linux, '/home/ann/.cache/virtcell');
  expect(filled).toContain('<kernel>/home/ann/.cache/virtcell/linux-guest/vmlinuz</kernel>');
  expect(filled).toContain('<initrd>/home/ann/.cache/virtcell/linux-guest/initrd.img</initrd>');
  expect(filled).not.toContain('>/var/cache/virtcell');
});

test('a folder with characters that XML reserves stays one path', () => {
  expect(fillSample('<kernel>/var/cache/virtcell/k</kernel>', '/a&b<c')).toBe('<kernel>/a&amp;b&lt;c/k</kernel>');
  expect(fillSample("<source file='/var/cache/virtcell/k'/>", "/o'neil")).toBe("<source file='/o&apos;neil/k'/>");
});
