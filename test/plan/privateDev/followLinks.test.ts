import { describe, expect, test } from 'vitest';
import { followLinks } from '../../../plan/privateDev/followLinks.ts';
import { lookUpOn, type MadeUpHost } from './madeUpHost.ts';

const follow = (host: MadeUpHost, path: string) => followLinks(path, (at) => lookUpOn(host, at));

const chainOf = (links: number, end: string): MadeUpHost => {
  const hops = Array.from({ length: links }, (_, at) => [`/dev/l${at}`, at + 1 < links ? `-> l${at + 1}` : '-> end']);
  return { ...Object.fromEntries(hops), '/dev/end': end };
};

describe('edge 3: chains of links', () => {
  test('a path without links leads to itself', () => {
    expect(follow({ '/dev/sda': 'b 8:0' }, '/dev/sda')).toMatchObject({ kind: 'end', hops: [], path: '/dev/sda' });
  });

  test('every hop is told, relative and absolute ones', () => {
    const host = {
      '/dev/disk/by-id/one': '-> ../two',
      '/dev/disk/two': '-> /dev/sda',
      '/dev/sda': 'b 8:0',
    };
    expect(follow(host, '/dev/disk/by-id/one')).toMatchObject({
      kind: 'end',
      hops: [
        { path: '/dev/disk/by-id/one', target: '../two' },
        { path: '/dev/disk/two', target: '/dev/sda' },
      ],
      path: '/dev/sda',
      lookup: { found: { kind: 'block', major: 8 } },
    });
  });

  test('a link outside /dev may point in', () => {
    const host = { '/home/me/disk': '-> /dev/sda', '/dev/sda': 'b 8:0' };
    expect(follow(host, '/home/me/disk')).toMatchObject({ hops: [{ path: '/home/me/disk' }], path: '/dev/sda' });
  });

  test('a link may leave /dev and come back', () => {
    const host = { '/dev/x': '-> ../run/x', '/run/x': '-> /dev/y', '/dev/y': 'c 1:3' };
    expect(follow(host, '/dev/x')).toMatchObject({ hops: [{ path: '/dev/x' }, { path: '/run/x' }], path: '/dev/y' });
  });

  test('40 links are followed, 41 are a loop, as in path_resolution(7)', () => {
    expect(follow(chainOf(40, 'c 1:3'), '/dev/l0')).toMatchObject({ kind: 'end', path: '/dev/end' });
    expect(follow(chainOf(41, 'c 1:3'), '/dev/l0')).toMatchObject({ kind: 'loop' });
  });

  test.each([
    [{ '/dev/a': '-> a' }, '/dev/a'],
    [{ '/dev/a': '-> b', '/dev/b': '-> /dev/a' }, '/dev/a'],
    [{ '/dev/a': '-> a/b' }, '/dev/a/c'],
  ])('a loop ends: %j', (host, path) => {
    expect(follow(host, path).kind).toBe('loop');
  });

  test('a dangling link ends where nothing is', () => {
    expect(follow({ '/dev/a': '-> gone' }, '/dev/a')).toMatchObject({
      hops: [{ path: '/dev/a' }],
      path: '/dev/gone',
      lookup: { errno: 'ENOENT' },
    });
  });
});

describe('edge 4: links in the middle of a path', () => {
  const host = {
    '/dev/vg': '-> /mnt/volumes/vg',
    '/mnt/volumes/vg/lv': '-> ../../../dev/dm-0',
    '/dev/dm-0': 'b 253:0',
  };

  test('are hops as well', () => {
    expect(follow(host, '/dev/vg/lv')).toMatchObject({
      hops: [
        { path: '/dev/vg', target: '/mnt/volumes/vg' },
        { path: '/mnt/volumes/vg/lv', target: '../../../dev/dm-0' },
      ],
      path: '/dev/dm-0',
    });
  });

  test('.. after a link goes up from where the link leads', () => {
    const crossed = { ...host, '/mnt/volumes/sda': 'b 8:0', '/dev/sda': 'b 8:16' };
    expect(follow(crossed, '/dev/vg/../sda')).toMatchObject({
      path: '/mnt/volumes/sda',
      lookup: { found: { minor: 0 } },
    });
  });
});

describe('the way to a path', () => {
  test('edge 2: empty and . components do not matter, .. stops at the root', () => {
    expect(follow({ '/dev/x': 'c 1:3' }, '//../dev/.//x')).toMatchObject({ hops: [], path: '/dev/x' });
  });

  test.each(['/dev/x/y', '/dev/x/../x', '/dev/x/', '/dev/x/.'])('ends at a node that is no directory: %s', (path) => {
    expect(follow({ '/dev/x': 'c 1:3' }, path)).toMatchObject({ kind: 'end', lookup: { errno: 'ENOTDIR' } });
  });

  test('tells the directories that .. leaves again: they must be there for it', () => {
    expect(follow({ '/dev/a/b/c': 'c 1:3', '/dev/x': 'c 1:5' }, '/dev/a/b/../../x')).toMatchObject({
      path: '/dev/x',
      left: ['/dev/a/b', '/dev/a'],
    });
  });

  test('asks no further than what is known', () => {
    const known: Record<string, 'directory'> = { '/home': 'directory' };
    const followed = followLinks('/home/me/disk', (at) =>
      at in known ? lookUpOn({ '/home/x': 'file' }, at) : undefined,
    );
    expect(followed).toEqual({ kind: 'unknown', path: '/home/me' });
  });
});
