import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireEmulator } from '../../../agent/host/emulator.ts';
import { VirtcellError } from '../../../protocol/errors.ts';

const UID = 1000;

let folder: string;
beforeEach(() => {
  // Below folders that are root's alone.
  folder = mkdtempSync('/run/virtcell-test-');
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

function program(path: string): string {
  writeFileSync(path, '');
  chmodSync(path, 0o755);
  return path;
}

function problem(path: string): string | undefined {
  try {
    requireEmulator(path, '/domain/devices/emulator');
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(VirtcellError);
    const { data } = error as VirtcellError;
    expect(data).toMatchObject({ code: 'emulator-refused', path, element: '/domain/devices/emulator' });
    return data.message;
  }
}

describe('an emulator', () => {
  it('is a QEMU that is root’s, also by links of root’s, relative and absolute', () => {
    expect(problem('/usr/bin/qemu-system-x86_64')).toBeUndefined();
    mkdirSync(join(folder, 'libexec'));
    program(join(folder, 'libexec/qemu-kvm'));
    symlinkSync('libexec/qemu-kvm', join(folder, 'qemu-system-x86_64'));
    symlinkSync(join(folder, 'libexec'), join(folder, 'bin'));
    expect(problem(join(folder, 'qemu-system-x86_64'))).toBeUndefined();
    expect(problem(join(folder, 'bin/qemu-kvm'))).toBeUndefined();
    expect(problem(`${folder}/bin/../libexec/./qemu-kvm`)).toBeUndefined();
  });

  it('is not another program, whatever link leads to it: a user’s link could name any program of the system', () => {
    const home = join(folder, 'home');
    mkdirSync(home);
    chownSync(home, UID, UID);
    symlinkSync('/usr/bin/env', join(home, 'qemu-system-x86_64'));
    expect(problem(join(home, 'qemu-system-x86_64'))).toContain(`others than root: see ${home}`);
    expect(problem('/usr/bin/env')).toContain('not named');
  });

  it('is not looked for in a folder that is not root’s', () => {
    const home = join(folder, 'home');
    mkdirSync(home, { mode: 0o700 });
    chownSync(home, UID, UID);
    expect(problem(join(home, 'none/qemu-system-x86_64'))).toContain(`see ${home}`);
  });

  it.each([
    ['a file of a user’s', (path: string) => chownSync(path, UID, UID)],
    ['a file that its group may write', (path: string) => chmodSync(path, 0o775)],
    ['a file that everybody may write', (path: string) => chmodSync(path, 0o757)],
  ])('is not %s', (_, spoil) => {
    const path = program(join(folder, 'qemu-kvm'));
    expect(problem(path)).toBeUndefined();
    spoil(path);
    expect(problem(path)).toContain(`see ${path}`);
  });

  it.each([
    ['/tmp/qemu-kvm', 'see /tmp'],
    ['/usr/bin/qemu-system-nothing', 'not there'],
    ['/usr/bin/env/qemu-kvm', 'not there'],
  ])('is not %s: %s', (path, why) => expect(problem(path)).toContain(why));

  it('is not a folder, nor links that lead in a circle', () => {
    mkdirSync(join(folder, 'qemu-kvm'));
    expect(problem(join(folder, 'qemu-kvm'))).toContain('not a program');
    symlinkSync('qemu-system-b', join(folder, 'qemu-system-a'));
    symlinkSync('qemu-system-a', join(folder, 'qemu-system-b'));
    expect(problem(join(folder, 'qemu-system-a'))).toContain('never ends');
  });
});
