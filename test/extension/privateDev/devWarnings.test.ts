import { expect, test } from 'vitest';
import { devWarnings } from '../../../extension/privateDev/devWarnings.ts';
import type { DevReportMount, DevReportNode } from '../../../protocol/methods.ts';

const char = { kind: 'char', major: 10, minor: 1, mode: '0660', uid: 0, gid: 0, reasons: [] } as const;
const node = (given: Partial<DevReportNode> = {}): DevReportNode => ({
  path: '/dev/x',
  ...char,
  reasons: [],
  ...given,
});
const link = (target: string): DevReportNode => ({ path: '/dev/a/link', kind: 'link', target, reasons: [] });
const pts: DevReportMount = {
  ...{ path: '/dev/pts', source: 'devpts', fsType: 'devpts', options: [], sharedWithHost: true },
};
const warned = (nodes: DevReportNode[], owner = 1000): string[] =>
  devWarnings({ nodes, mounts: [pts] }, owner).map(({ kind, path }) => `${path} ${kind}`);
const asked: DevReportNode['reasons'] = [{ kind: 'element', element: '/domain/devices/rng' }];

test('nothing is said of what is as one expects', () => {
  expect(warned([node(), node({ mode: '0666' }), node({ kind: 'block' })])).toEqual([]);
});

test('of a node that more may open than planned', () => {
  const planned = { ...char, mode: '0600' };
  const { reasons: _, ...thing } = planned;
  expect(warned([node({ planned: thing, differs: ['mode'] })])).toEqual(['/dev/x wider-than-planned']);
  expect(warned([node({ mode: '0400', planned: thing, differs: ['mode'] })])).toEqual([]);
});

test('of a disk that everybody may open', () => {
  expect(warned([node({ kind: 'block', mode: '0664' })])).toEqual(['/dev/x open-to-all']);
});

test('of a node that belongs to another than planned', () => {
  expect(warned([node({ differs: ['gid'] })])).toEqual(['/dev/x wrong-owner']);
});

test.each([
  ['../gone', ['/dev/a/link dangling-link']],
  ['/dev/gone', ['/dev/a/link dangling-link']],
  ['../x', []],
  ['/dev/x', []],
  ['../pts/ptmx', []],
  ['/proc/self/fd', []],
])('of a link that leads to nothing here: %s', (target, expected) => {
  expect(warned([node(), link(target)])).toEqual(expected);
});

test('a link to what is missing leads nowhere, and what is missing is not warned of itself', () => {
  expect(warned([node({ state: 'missing', differs: ['uid'] }), link('../x')])).toEqual(['/dev/a/link dangling-link']);
});

test('of a node that the domain asks for and its QEMU may not open', () => {
  const closed = { mode: '0600', reasons: asked };
  expect(warned([node(closed)])).toEqual(['/dev/x not-for-owner']);
  expect(warned([node(closed)], 0)).toEqual([]);
  expect(warned([node({ ...closed, uid: 1000 })])).toEqual([]);
  expect(warned([node({ ...closed, acl: 'user:1000:rw-' })])).toEqual([]);
  expect(warned([node({ ...closed, reasons: [{ kind: 'default' }] })])).toEqual([]);
});
