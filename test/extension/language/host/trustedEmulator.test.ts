import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { QemuNames } from '../../../../extension/language/host/qemuNames.ts';
import { trustedEmulator } from '../../../../extension/language/host/trustedEmulator.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtcell-emulator-'));
  writeFileSync(join(folder, 'qemu-system-x86_64'), `#!/bin/sh\ntouch ${folder}/was-run\n`);
  chmodSync(join(folder, 'qemu-system-x86_64'), 0o755);
  symlinkSync('/bin/sh', join(folder, 'qemu-system-i386'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a program in a folder that everybody writes to is none', () => {
  expect(trustedEmulator(join(folder, 'qemu-system-x86_64'))).toBeUndefined();
});

test('a link to another program is none, nor is one that is not there or has another name', () => {
  expect(trustedEmulator(join(folder, 'qemu-system-i386'))).toBeUndefined();
  expect(trustedEmulator(join(folder, 'qemu-kvm'))).toBeUndefined();
  expect(trustedEmulator('/bin/sh')).toBeUndefined();
});

test('such a program is not asked', async () => {
  expect(await new QemuNames().of(join(folder, 'qemu-system-x86_64'), 'machine-type')).toEqual([]);
});
