import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFiles } from '../../../extension/newVm/makeFiles.ts';
import { planNewVm } from '../../../extension/newVm/newVm.ts';
import { newVm } from './newVms.ts';
import { readFat } from './readFat.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtcell-new-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const plan = () => planNewVm(newVm('cloud', { folder }));

test('disk, seed and XML are made, the seed for its user alone', async () => {
  const asked: (readonly string[])[] = [];
  await makeFiles(plan(), async (args) => void asked.push(args));
  expect(readdirSync(folder).sort()).toEqual(['my-cloud.domain.xml', 'my-cloud.qcow2', 'my-cloud.seed.img']);
  expect(asked).toEqual([
    [
      ...['create', '-q', '-f', 'qcow2', '-b', '/images/debian.qcow2', '-F', 'qcow2'],
      ...[join(folder, 'my-cloud.qcow2'), String(20 * 2 ** 30)],
    ],
  ]);
  const seed = join(folder, 'my-cloud.seed.img');
  expect(statSync(seed).mode & 0o777).toBe(0o600);
  expect(readFat(readFileSync(seed)).files['user-data']).toContain('correct-horse');
  expect(readFileSync(join(folder, 'my-cloud.domain.xml'), 'utf8')).toBe(plan().xml);
});

test('what was made goes when qemu-img fails', async () => {
  await expect(makeFiles(plan(), () => Promise.reject(new Error('no room')))).rejects.toThrow('no room');
  expect(readdirSync(folder)).toEqual([]);
});

test('nothing that is there is replaced or removed', async () => {
  const seed = join(folder, 'my-cloud.seed.img');
  writeFileSync(seed, 'mine');
  await expect(makeFiles(plan(), async () => {})).rejects.toMatchObject({ code: 'EEXIST' });
  expect(readFileSync(seed, 'utf8')).toBe('mine');
  expect(existsSync(join(folder, 'my-cloud.qcow2'))).toBe(false);
});
