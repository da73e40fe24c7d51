import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { fatImage } from '../../../extension/newVm/fatImage.ts';
import { seedFiles } from '../../../extension/newVm/seedFiles.ts';
import { readFat } from './readFat.ts';

const seed = seedFiles('My VM_1', 'pass"word');

test('a seed holds what cloud-init reads, under its label', () => {
  const { label, files } = readFat(fatImage('CIDATA', seed));
  expect(label).toBe('CIDATA');
  expect(files).toEqual(seed);
  expect(files['user-data']).toBe(
    '#cloud-config\npassword: "pass\\"word"\nchpasswd:\n  expire: false\nssh_pwauth: false\n',
  );
  expect(files['meta-data']).toBe('instance-id: "My VM_1"\nlocal-hostname: "my-vm-1"\n');
});

test('the same files make the same image', () => {
  expect(Buffer.from(fatImage('CIDATA', seed)).equals(fatImage('CIDATA', seed))).toBe(true);
});

test('whatever is written can be read', () => {
  const name = fc.stringMatching(/^[a-z][a-zé.-]{0,40}$/);
  const text = fc.string({ maxLength: 3000 });
  fc.assert(
    fc.property(fc.dictionary(name, text, { maxKeys: 8, noNullPrototype: true }), (files) => {
      expect(readFat(fatImage('LABEL', files)).files).toEqual(Object.fromEntries(Object.entries(files).map(asBytes)));
    }),
  );
});

/** Lone halves of pairs are no text that UTF-8 could hold. */
const asBytes = ([name, text]: [string, string]): [string, string] => [name, Buffer.from(text).toString()];

test('what does not fit is refused', () => {
  expect(() => fatImage('CIDATA', { 'user-data': 'x'.repeat(1_500_000) })).toThrow('user-data does not fit');
});

test.runIf(existsSync('/usr/sbin/blkid'))('util-linux finds it as cloud-init does, by its label', () => {
  const folder = mkdtempSync(join(tmpdir(), 'virtcell-fat-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const image = join(folder, 'seed.img');
  writeFileSync(image, fatImage('CIDATA', seed));
  const told = execFileSync('/usr/sbin/blkid', ['--probe', '--output', 'export', image], { encoding: 'utf8' });
  expect(told).toMatch(/^TYPE=vfat$/m);
  expect(told).toMatch(/^LABEL=CIDATA$/m);
  expect(told).toMatch(/^LABEL_FATBOOT=CIDATA$/m);
});
