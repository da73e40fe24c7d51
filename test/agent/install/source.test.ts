import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { chooseNode } from '../../../agent/install/installFacts.ts';
import { readManifest } from '../../../agent/install/manifest.ts';
import { requireSystemUser } from '../../../agent/install/requirements.ts';
import { readSource } from '../../../agent/install/source.ts';
import { requireTrusted } from '../../../agent/install/trustedRelease.ts';
import { VirtcellError } from '../../../protocol/errors.ts';

const ME = new Set([process.getuid?.() ?? 0]);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtcell-source-'));
  const made = folder;
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  mkdirSync(join(folder, 'dist'), { mode: 0o755 });
  writeFileSync(join(folder, 'dist/launcher.js'), 'content', { mode: 0o644 });
});

const thrown = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error instanceof VirtcellError ? [error.code, error.data.path] : error;
  }
  return undefined;
};

describe('a file that root is to run', () => {
  const read = () => readSource(join(folder, 'dist/launcher.js'), ME);

  test('is read when only its owner can change it, also below a folder like /tmp', () => {
    expect(read().toString()).toBe('content');
  });

  test.each(['dist/launcher.js', 'dist', '.'])('is refused when the group can write %s', (path) => {
    const place = join(folder, path);
    chmodSync(place, 0o775);
    expect(thrown(read)).toEqual(['files-not-trusted', place]);
  });

  test('is refused when it is a link, or behind one', () => {
    symlinkSync('dist', join(folder, 'other'));
    expect(thrown(() => readSource(join(folder, 'other/launcher.js'), ME))).toEqual([
      'files-not-trusted',
      join(folder, 'dist/launcher.js'),
    ]);
  });

  test('is refused when it is no file', () => {
    expect(thrown(() => readSource(join(folder, 'dist'), ME))).toEqual(['files-not-trusted', join(folder, 'dist')]);
  });

  test('that is not there is said by the system', () => {
    expect(thrown(() => readSource(join(folder, 'none'), ME))).toMatchObject({ code: 'ENOENT' });
  });

  test('is read whoever owns it where nothing becomes root’s', () => {
    chmodSync(folder, 0o777);
    expect(readSource(join(folder, 'dist/launcher.js'), undefined).toString()).toBe('content');
  });
});

describe('what a service runs from', () => {
  test('is looked at whole, folders first', () => {
    mkdirSync(join(folder, 'dist/node_modules'));
    writeFileSync(join(folder, 'dist/node_modules/pty.node'), '');
    const asked: number[] = [];
    requireTrusted([folder], (stats) => {
      asked.push(stats.ino);
      return true;
    });
    expect(new Set(asked).size).toBeGreaterThanOrEqual(5);
  });

  test('is refused with the place that is not trusted', () => {
    const inner = join(folder, 'dist/launcher.js');
    chmodSync(inner, 0o606);
    expect(
      thrown(() => requireTrusted([folder], (stats) => (stats.mode & 0o002) === 0 || stats.isDirectory())),
    ).toEqual(['files-not-trusted', inner]);
  });
});

describe('the Node of a service', () => {
  test('is a copy of one that others than root can have put there', () => {
    expect(chooseNode(join(folder, 'dist/launcher.js'))).toMatchObject({ copied: true });
  });

  test('is root’s own where it lies', () => {
    expect(chooseNode('/bin/sh')).toEqual({ path: realpathSync('/bin/sh'), copied: false });
  });

  test('is a copy of one in a release, which goes away; wherever that really lies', () => {
    const lib = join(folder, 'lib');
    symlinkSync('/usr', lib);
    expect(chooseNode('/bin/sh', { lib })).toEqual({ path: realpathSync('/bin/sh'), copied: true });
  });
});

describe('the user of root’s machines', () => {
  const user = (uid: number) => [{ name: 'virtcell-qemu', uid, gid: uid }];

  test.each([0, 1000, 1500])('is not a person’s, with the uid %d', (uid) => {
    expect(thrown(() => requireSystemUser(user(uid)))).toEqual(['install-refused', '/etc/passwd']);
  });

  test.each([[user(1)], [user(999)], [[]]])('is a system’s, or not there yet: %j', (users) => {
    expect(thrown(() => requireSystemUser(users))).toBeUndefined();
  });
});

describe('a manifest', () => {
  test('that is torn is an error that names it', () => {
    const path = join(folder, 'manifest.json');
    writeFileSync(path, '{"version":');
    expect(thrown(() => readManifest(folder))).toEqual(['internal', undefined]);
  });

  test('that is not there is none', () => {
    expect(readManifest(folder)).toBeUndefined();
  });

  test('of a later release, which knows more, can be read', () => {
    const made = { group: true, user: true, config: null, more: 1 };
    const later = { version: '9', release: '9-a', by: 'install', node: '/n', files: [], placed: [], made };
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...later, from: { folder: '/', uid: 0 }, new: {} }));
    expect(readManifest(folder)).toMatchObject({ version: '9', made: { group: true } });
  });

  test.each([
    ['a release that leads elsewhere', { release: '../../etc' }],
    ['a release that leads upwards', { release: '..' }],
    ['a hash that is none', { files: [{ path: 'a', sha256: 'x', mode: 420 }] }],
  ])('with %s is refused', (_, wrong) => {
    const made = { group: true, user: true, config: null };
    const whole = { version: '9', release: '9-a', by: 'install', node: '/n', files: [], placed: [], made };
    const text = JSON.stringify({ ...whole, from: { folder: '/', uid: 0 }, ...wrong });
    writeFileSync(join(folder, 'manifest.json'), text);
    expect(thrown(() => readManifest(folder))).toEqual(['internal', undefined]);
  });
});
