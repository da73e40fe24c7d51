import { execFileSync } from 'node:child_process';
import { closeSync, constants, lstatSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lookUp } from '../../../agent/host/devEntry.ts';
import { encodeAcl } from '../../../agent/linux/acl.ts';
import { deviceNumber, makeDevice, makeDirectory, setMode, setXattr } from '../../../agent/linux/nodes.ts';
import { majorOf, minorOf } from '../../../plan/privateDev/deviceNumber.ts';

let folder: string;
let dirfd: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtcell-nodes-'));
  dirfd = openSync(folder, constants.O_DIRECTORY);
});
afterEach(() => {
  closeSync(dirfd);
  rmSync(folder, { recursive: true });
});

describe('a device node', () => {
  test.each([
    ['char', 10, 257],
    ['block', 259, 70000],
    ['char', 4095, 1048575],
    ['block', 8, 0],
  ] as const)('%s %i:%i has the number that lstat gives back', (kind, major, minor) => {
    makeDevice(dirfd, 'node', kind, major, minor);
    const { rdev } = lstatSync(join(folder, 'node'));
    expect(BigInt(rdev)).toBe(deviceNumber(major, minor));
    expect([majorOf(rdev), minorOf(rdev)]).toEqual([major, minor]);
    expect(lookUp(join(folder, 'node'))).toMatchObject({ found: { kind, major, minor } });
  });

  test('its mode and a folder’s are exact, whatever the umask', () => {
    makeDevice(dirfd, 'node', 'char', 1, 3);
    setMode(dirfd, 'node', 0o666);
    makeDirectory(dirfd, 'dir', 0o700);
    setMode(dirfd, 'dir', 0o2777);
    expect([lstatSync(join(folder, 'node')).mode & 0o7777, lstatSync(join(folder, 'dir')).mode & 0o7777]).toEqual([
      0o666, 0o2777,
    ]);
  });
});

describe('edge 22: the ACL of a file', () => {
  const getfacl = (path: string): string =>
    execFileSync('getfacl', ['-cnpE', path], { encoding: 'utf8' }).trim().replaceAll('\n', ',');
  const ENTRIES = ['u:54321:rw', 'u:54321:r,g:54305:rwx', 'u:1:x,u:4294967294:w,g:0:-,m::r', 'm::-'];

  test.each(ENTRIES)('set by setfacl -m %s is read as getfacl prints it', (entries) => {
    const path = join(folder, 'file');
    writeFileSync(path, '');
    execFileSync('setfacl', ['-m', entries, path]);
    expect(lookUp(path)).toMatchObject({ found: { access: { acl: getfacl(path) } } });
  });

  test.each(ENTRIES)('is copied whole: setfacl -m %s', (entries) => {
    const [from, to] = [join(folder, 'from'), join(folder, 'to')];
    for (const path of [from, to]) writeFileSync(path, '');
    execFileSync('setfacl', ['-m', entries, from]);
    const here = lookUp(from);
    if (!('found' in here) || !('access' in here.found)) throw new Error('not a file');
    setMode(dirfd, 'to', here.found.access.mode);
    setXattr(dirfd, 'to', 'system.posix_acl_access', encodeAcl(here.found.access.acl ?? ''));
    expect(getfacl(to)).toBe(getfacl(from));
    expect(lookUp(to)).toEqual(here);
  });

  test('a file without one has none', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(lookUp(join(folder, 'file'))).not.toHaveProperty('found.access.acl');
  });
});
