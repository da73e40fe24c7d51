import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dependencyState } from '../../scripts/prepare/dependencies.mjs';

const LOCKED = {
  '': { name: 'virtcell' },
  'node_modules/ws': { version: '8.0.0', integrity: 'sha512-ws' },
  'node_modules/node-pty': { version: '1.1.0', integrity: 'sha512-pty', optional: true },
  'node_modules/other-system': { version: '1.0.0', optional: true },
};
const { '': _, 'node_modules/other-system': __, ...INSTALLED } = LOCKED;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'virtcell-test-'));
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: LOCKED }));
});
afterEach(() => rmSync(root, { recursive: true }));

const install = (packages: object) =>
  writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
const built = () => true;
const unbuilt = () => false;

test('nothing to do when the lock is installed, less what is for other systems, and node-pty loads', () => {
  install(INSTALLED);
  expect(dependencyState(root, built)).toBe('none');
});

test('only a build when node-pty does not load', () => {
  install(INSTALLED);
  expect(dependencyState(root, unbuilt)).toBe('rebuild');
});

test.each([
  ['nothing is installed', undefined],
  ['a version differs', { ...INSTALLED, 'node_modules/ws': { version: '8.0.1', integrity: 'sha512-ws' } }],
  ['a package is missing', { 'node_modules/node-pty': INSTALLED['node_modules/node-pty'] }],
  ['a package is too many', { ...INSTALLED, 'node_modules/extra': { version: '1.0.0' } }],
  ['node-pty was given up', { 'node_modules/ws': INSTALLED['node_modules/ws'] }],
])('an installation when %s', (_why, packages) => {
  if (packages) install(packages);
  expect(dependencyState(root, built)).toBe('install');
});
