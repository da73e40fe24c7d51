import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostNodes, meantNodes, withLinks } from '../../../../extension/language/host/hostNodes.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtcell-nodes-'));
  mkdirSync(join(folder, 'by-id'));
  writeFileSync(join(folder, 'a file'), '');
  symlinkSync('../nothing', join(folder, 'by-id/dangling'));
  symlinkSync('loop', join(folder, 'loop'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the host’s own nodes are found by their kind, terminals of programs left out', async () => {
  const nodes = await hostNodes();
  const chars = meantNodes(nodes, { kind: 'node', of: 'char' }).map(({ path }) => path);
  expect(chars).toEqual(expect.arrayContaining(['/dev/null', '/dev/urandom']));
  expect(chars.filter((path) => path.startsWith('/dev/pts/'))).toEqual([]);
  expect(meantNodes(nodes, { kind: 'node', of: 'block' }).map(({ path }) => path)).not.toContain('/dev/null');
});

test('of those only the paths that are meant', () => {
  const nodes = ['/dev/random', '/dev/hwrng', '/dev/null'].map((path) => ({ path, kind: 'char' as const }));
  const thing = { kind: 'node', of: 'char', paths: /random|hwrng/ } as const;
  expect(meantNodes(nodes, thing).map(({ path }) => path)).toEqual(['/dev/random', '/dev/hwrng']);
});

test('a link is of the kind of what it leads to at last', () => {
  const links = new Map([
    ['/dev/mapper/a', '/dev/dm-0'],
    ['/dev/disk/by-id/a', '/dev/mapper/a'],
    ['/dev/log', '/run/log'],
  ]);
  expect(withLinks(new Map([['/dev/dm-0', 'block']]), links)).toEqual([
    { path: '/dev/disk/by-id/a', kind: 'block', leadsTo: '/dev/dm-0' },
    { path: '/dev/dm-0', kind: 'block' },
    { path: '/dev/mapper/a', kind: 'block', leadsTo: '/dev/dm-0' },
  ]);
});

test('files, links to nowhere and links in a circle are no nodes', async () => {
  expect(await hostNodes(folder)).toEqual([]);
  expect(await hostNodes(join(folder, 'gone'))).toEqual([]);
});
