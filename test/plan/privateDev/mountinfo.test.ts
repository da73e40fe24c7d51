import { describe, expect, test } from 'vitest';
import { type Mount, outermostBelow, parseMountinfo } from '../../../plan/privateDev/mountinfo.ts';
import { fc } from '../../properties.ts';

const LINE = '36 35 98:0 /mnt1 /mnt2 rw,noatime shared:1 master:2 - ext3 /dev/root rw,errors=continue';
const mountOn = (path: string): string => `29 26 0:26 / ${path} rw - tmpfs tmpfs rw`;
const pathOf = (field: string): string | undefined => parseMountinfo(mountOn(field))[0]?.path;

describe('a line of mountinfo', () => {
  test('is read field by field', () => {
    expect(parseMountinfo(`${LINE}\n`)).toEqual([
      {
        id: 36,
        parent: 35,
        device: '98:0',
        root: '/mnt1',
        path: '/mnt2',
        options: ['rw', 'noatime'],
        propagation: ['shared:1', 'master:2'],
        fsType: 'ext3',
        source: '/dev/root',
        superOptions: ['rw', 'errors=continue'],
      },
    ]);
  });

  test.each([
    ['no', 'rw - tmpfs', []],
    ['one', 'rw unbindable - tmpfs', ['unbindable']],
    [
      'many',
      'rw shared:1 master:2 propagate_from:3 later:4 - tmpfs',
      ['shared:1', 'master:2', 'propagate_from:3', 'later:4'],
    ],
  ])('may have %s optional fields', (_, middle, tags) => {
    expect(parseMountinfo(`1 2 0:1 / /x ${middle} tmpfs rw`)).toMatchObject([{ propagation: tags, source: 'tmpfs' }]);
  });

  test('may have a root that is no path, an empty source and no options of the superblock', () => {
    expect(parseMountinfo('1 2 0:4 net:[4026531840] /run/ns rw - nsfs  rw')).toMatchObject([
      { root: 'net:[4026531840]', source: '', superOptions: ['rw'] },
    ]);
    expect(parseMountinfo('1 2 0:4 / /x rw - tmpfs none ')).toMatchObject([{ source: 'none', superOptions: [] }]);
  });

  test.each([
    ['\\040space', ' space'],
    ['/tab\\011', '/tab\t'],
    ['/new\\012line', '/new\nline'],
    ['/back\\134slash', '/back\\slash'],
    ['/\\134040', '/\\040'],
    ['/\\043', '/#'],
    ['/-', '/-'],
  ])('edge 18: octal escapes are undone: %s', (field, path) => {
    expect(pathOf(field)).toBe(path);
  });

  test('edge 18: escapes are undone in every field that may have them', () => {
    const [mount] = parseMountinfo('1 2 0:4 /a\\040b /x rw - fuse.a\\040b so\\040urce rw,lowerdir=/a\\040b');
    expect(mount).toMatchObject({
      root: '/a b',
      fsType: 'fuse.a b',
      source: 'so urce',
      superOptions: ['rw', 'lowerdir=/a b'],
    });
  });

  test('edges 18, 28: names of many bytes and very long lines', () => {
    const path = `/dev/${'漢'.repeat(85)}/${'ü'.repeat(4000)}`;
    expect(pathOf(path)).toBe(path);
    const options = Array.from({ length: 5000 }, (_, at) => `lowerdir${at}=/x`);
    expect(parseMountinfo(`1 2 0:4 / /x rw - overlay o ${options.join(',')}`)[0]?.superOptions).toEqual(options);
  });

  test('edge 18: whatever a path is, it comes back', () => {
    const escaped = (path: string) =>
      path.replace(/[ \t\n\\]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`);
    const character = fc.constantFrom(' ', '\t', '\n', '\\', '0', '4', '#', '-', 'ü', '漢', '😀');
    fc.assert(
      fc.property(fc.string({ unit: character }), (name) => {
        expect(pathOf(escaped(`/${name}`))).toBe(`/${name}`);
      }),
    );
  });

  test.each([
    'nonsense',
    '1 2 0:4 / /x rw tmpfs tmpfs rw',
    '1 2 0:4 / /x rw -',
    '1 2 0:4 / /x rw - tmpfs',
    'a b 0:4 / /x rw - tmpfs tmpfs rw',
    '1 2 0x4 / /x rw - tmpfs tmpfs rw',
    ' ',
  ])('of another form is refused: %j', (line) => {
    expect(() => parseMountinfo(`${LINE}\n${line}\n`)).toThrow(SyntaxError);
  });

  test('nothing is no mounts', () => {
    expect(parseMountinfo('')).toEqual([]);
  });
});

describe('the outermost mounts below a directory', () => {
  const mounts = (...paths: string[]): Mount[] =>
    paths.flatMap((path, id) => parseMountinfo(mountOn(path)).map((mount) => ({ ...mount, id })));
  const outermost = (...paths: string[]) =>
    outermostBelow(mounts(...paths), '/dev', () => true).map(({ path }) => path);

  test('edge 16: those that another contains are left out, in whatever order they were made', () => {
    expect(outermost('/dev', '/dev/shm/a/b', '/dev/shm', '/dev/shm/a', '/dev/pts')).toEqual(['/dev/shm', '/dev/pts']);
  });

  test('edges 1, 14: by whole components', () => {
    expect(outermost('/devil/x', '/dev/shm', '/dev/shmem', '/dev/shmem/a')).toEqual(['/dev/shm', '/dev/shmem']);
  });

  test('edge 16: one that cannot be seen neither counts nor hides another', () => {
    const visible = outermostBelow(mounts('/dev/a', '/dev/a/b', '/dev/a'), '/dev', ({ id }) => id === 1);
    expect(visible.map(({ id }) => id)).toEqual([1]);
  });
});
