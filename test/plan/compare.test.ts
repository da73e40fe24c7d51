import { describe, expect, test } from 'vitest';
import { type Comparison, compare, type FoundDev, type FoundMount } from '../../plan/compare.ts';
import type { DevEntry, DevPlan, PlannedNode } from '../../plan/privateDev/devPlan.ts';
import { access, entry, mountAt } from './privateDev/madeUpHost.ts';

const none = { nodes: [], mounts: [], hidden: 0 };
const reasons = [{ kind: 'default' as const }];
const node = (path: string, what: DevEntry): PlannedNode => {
  if (what.kind === 'char' || what.kind === 'block' || what.kind === 'link') return { path, reasons, ...what };
  return { path, reasons, kind: 'bind', directory: what.kind === 'directory', access: what.access };
};
const boundDirectory = (path: string): PlannedNode => ({ path, reasons, kind: 'bind', directory: true, access });
const foundMount = (path: string, parts: Partial<FoundMount> = {}): FoundMount => {
  const { onto, ...mount } = mountAt(path);
  return { ...mount, device: '0:5', propagation: 'slave', sharedWithHost: true, ...parts };
};
const found = (entries: Record<string, DevEntry>, ...mounts: FoundMount[]): FoundDev => ({
  entries: Object.entries(entries).map(([path, what]) => ({ path, entry: what })),
  mounts,
});
const states = ({ nodes, mounts }: Comparison) =>
  [...nodes, ...mounts].map(({ path, state, ...rest }) =>
    'differs' in rest ? [path, state, rest.differs] : [path, state],
  );

describe('nodes', () => {
  const null0 = entry('c 1:3');
  const plan: DevPlan = { ...none, nodes: [node('/dev/null', null0)] };

  test('as planned', () => {
    expect(states(compare(plan, found({ '/dev/null': null0 })))).toEqual([['/dev/null', 'as-planned']]);
  });

  test('missing', () => {
    expect(states(compare(plan, found({})))).toEqual([['/dev/null', 'missing']]);
  });

  test('extra, in its place by path', () => {
    const there = found({ '/dev/zero': entry('c 1:5'), '/dev/null': null0, '/dev/a': entry('fifo') });
    expect(states(compare(plan, there))).toEqual([
      ['/dev/a', 'extra'],
      ['/dev/null', 'as-planned'],
      ['/dev/zero', 'extra'],
    ]);
  });

  const char = (change: object): DevEntry => ({ kind: 'char', major: 1, minor: 3, access, ...change });
  test.each<[string[], DevEntry]>([
    [['kind'], { kind: 'block', major: 1, minor: 3, access }],
    [['kind'], entry('-> zero')],
    [['kind'], entry('directory')],
    [['major'], char({ major: 2 })],
    [['minor'], char({ minor: 4 })],
    [['major', 'minor'], char({ major: 2, minor: 4 })],
    [['mode'], char({ access: { ...access, mode: 0o666 } })],
    [['uid'], char({ access: { ...access, uid: 1000 } })],
    [['gid'], char({ access: { ...access, gid: 0 } })],
    [['acl'], char({ access: { ...access, acl: 'user::rw-' } })],
    [['label'], char({ access: { ...access, label: 'device_t' } })],
    [['minor', 'mode', 'acl'], char({ minor: 9, access: { ...access, mode: 0, acl: 'user::---' } })],
  ])('differs in %j', (fields, there) => {
    expect(states(compare(plan, found({ '/dev/null': there })))).toEqual([['/dev/null', 'differs', fields]]);
  });

  test('a link differs in its target, or in being one', () => {
    const linked: DevPlan = { ...none, nodes: [node('/dev/l', entry('-> null'))] };
    const nowStates = (text: string) => states(compare(linked, found({ '/dev/l': entry(text) })));
    expect(nowStates('-> null')).toEqual([['/dev/l', 'as-planned']]);
    expect(nowStates('-> zero')).toEqual([['/dev/l', 'differs', ['target']]]);
    expect(nowStates('c 1:3')).toEqual([['/dev/l', 'differs', ['kind']]]);
  });

  test('a directory differs in its owner and mode, or in not being one', () => {
    const nested: DevPlan = { ...none, nodes: [{ path: '/dev/d', reasons, kind: 'directory', access }] };
    const nowStates = (there: DevEntry) => states(compare(nested, found({ '/dev/d': there })));
    expect(nowStates({ kind: 'directory', access })).toEqual([['/dev/d', 'as-planned']]);
    expect(nowStates({ kind: 'directory', access: { ...access, uid: 5 } })).toEqual([['/dev/d', 'differs', ['uid']]]);
    expect(nowStates(entry('file'))).toEqual([['/dev/d', 'differs', ['kind']]]);
  });
});

describe('bound things', () => {
  const plan: DevPlan = { ...none, nodes: [node('/dev/log', entry('socket'))] };

  test('are as planned when something of their kind is mounted there', () => {
    const there = found({ '/dev/log': entry('socket') }, foundMount('/dev/log'));
    expect(states(compare(plan, there))).toEqual([['/dev/log', 'as-planned']]);
  });

  test('differ where the mount is gone and its placeholder is seen', () => {
    expect(states(compare(plan, found({ '/dev/log': entry('file') })))).toEqual([['/dev/log', 'differs', ['kind']]]);
  });

  test('differ in kind and access', () => {
    const nowStates = (there: DevEntry) => states(compare(plan, found({ '/dev/log': there }, foundMount('/dev/log'))));
    expect(nowStates(entry('directory'))).toEqual([['/dev/log', 'differs', ['kind']]]);
    expect(nowStates(entry('-> x'))).toEqual([['/dev/log', 'differs', ['kind']]]);
    expect(nowStates({ kind: 'socket', access: { ...access, mode: 0 } })).toEqual([['/dev/log', 'differs', ['mode']]]);
  });

  test('what is in a bound directory is neither planned nor extra', () => {
    const there = found(
      { '/dev/d': { kind: 'directory', access }, '/dev/d/x': entry('file'), '/dev/dx': entry('file') },
      foundMount('/dev/d'),
    );
    expect(states(compare({ ...none, nodes: [boundDirectory('/dev/d')] }, there))).toEqual([
      ['/dev/d', 'as-planned'],
      ['/dev/dx', 'extra'],
    ]);
  });

  test('edge 37: a device that was bound, since mknod was refused, is as planned and its mount not extra', () => {
    const devices: DevPlan = { ...none, nodes: [node('/dev/null', entry('c 1:3'))] };
    const there = found({ '/dev/null': entry('c 1:3') }, foundMount('/dev/null', { fsType: 'devtmpfs' }));
    expect(states(compare(devices, there))).toEqual([['/dev/null', 'as-planned']]);
  });
});

describe('mounts', () => {
  const plan: DevPlan = { ...none, mounts: [mountAt('/dev/pts', { fsType: 'devpts' }), mountAt('/dev/shm')] };
  const pts = foundMount('/dev/pts', { fsType: 'devpts' });
  const shm = foundMount('/dev/shm');
  const directory = entry('directory');

  test('as planned; their mount points are no nodes', () => {
    const there = found({ '/dev/pts': directory, '/dev/shm': directory }, shm, pts);
    expect(states(compare(plan, there))).toEqual([
      ['/dev/pts', 'as-planned'],
      ['/dev/shm', 'as-planned'],
    ]);
  });

  test('missing, with the empty place as an extra node', () => {
    expect(states(compare(plan, found({ '/dev/shm': directory }, pts)))).toEqual([
      ['/dev/shm', 'extra'],
      ['/dev/pts', 'as-planned'],
      ['/dev/shm', 'missing'],
    ]);
  });

  test('edge 33: one that came later is extra, in its place by path', () => {
    const later = foundMount('/dev/mqueue', { fsType: 'mqueue' });
    expect(states(compare(plan, found({}, pts, shm, later)))).toEqual([
      ['/dev/mqueue', 'extra'],
      ['/dev/pts', 'as-planned'],
      ['/dev/shm', 'as-planned'],
    ]);
  });

  test('another superblock or type differs, other options do not', () => {
    const there = found({}, { ...pts, sharedWithHost: false }, { ...shm, options: ['ro', 'size=1k'] });
    expect(states(compare(plan, there))).toEqual([
      ['/dev/pts', 'differs'],
      ['/dev/shm', 'as-planned'],
    ]);
    expect(states(compare(plan, found({}, pts, { ...shm, fsType: 'ramfs' })))).toContainEqual(['/dev/shm', 'differs']);
  });
});
