import { describe, expect, test } from 'vitest';
import { elementReason, planOn, wanting } from './madeUpHost.ts';

describe('links', () => {
  const host = { '/dev/disk/one': '-> ../two', '/dev/two': '-> sda', '/dev/sda': 'b 8:0' };

  test('edge 3: each hop is made, and says of which chain it is', () => {
    const along = { kind: 'link' as const, path: '/dev/disk/one' };
    expect(planOn(wanting('/dev/disk/one'), host).plan.nodes).toMatchObject([
      { path: '/dev/disk', kind: 'directory', reasons: [elementReason(0)] },
      { path: '/dev/disk/one', kind: 'link', target: '../two', reasons: [elementReason(0)] },
      { path: '/dev/sda', kind: 'block', reasons: [elementReason(0), along] },
      { path: '/dev/two', kind: 'link', target: 'sda', reasons: [elementReason(0), along] },
    ]);
  });

  test('edge 5: a re-pointed link is another plan', () => {
    const other = { ...host, '/dev/two': '-> sdb', '/dev/sdb': 'b 8:16' };
    const paths = planOn(wanting('/dev/disk/one'), other).plan.nodes.map((node) => node.path);
    expect(paths).toEqual(['/dev/disk', '/dev/disk/one', '/dev/sdb', '/dev/two']);
  });

  test('edge 6: a changed number is another plan', () => {
    expect(planOn(wanting('/dev/sda'), { '/dev/sda': 'b 65:0' }).plan.nodes).toMatchObject([{ major: 65 }]);
  });

  test('a link outside /dev is followed in, and is not made', () => {
    const nodes = planOn(wanting('/home/disk'), { '/home/disk': '-> /dev/sda', '/dev/sda': 'b 8:0' }).plan.nodes;
    expect(nodes).toMatchObject([
      { path: '/dev/sda', reasons: [elementReason(0), { kind: 'link', path: '/home/disk' }] },
    ]);
  });

  test('edge 4: a parent that is a link is made as a link, with the directory it leads to', () => {
    const { nodes } = planOn(wanting('/dev/vg/lv'), { '/dev/vg': '-> mapper', '/dev/mapper/lv': 'b 253:0' }).plan;
    expect(nodes.map(({ path, kind }) => [path, kind])).toEqual([
      ['/dev/mapper', 'directory'],
      ['/dev/mapper/lv', 'block'],
      ['/dev/vg', 'link'],
    ]);
  });

  test('a directory that .. leaves again is made, since the way goes through it', () => {
    const { nodes } = planOn(wanting('/dev/net/../sda'), { ...host, '/dev/net/tun': 'c 10:200' }).plan;
    expect(nodes.map(({ path, kind }) => [path, kind])).toEqual([
      ['/dev/net', 'directory'],
      ['/dev/sda', 'block'],
    ]);
  });
});
