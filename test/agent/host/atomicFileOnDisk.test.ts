import { mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { writeAtomically, writeTogether } from '../../../agent/host/atomicFile.ts';

/* What a machine without power leaves cannot be tried here: what is tried is what was asked of the kernel, in its order. */

const { asked } = vi.hoisted(() => ({ asked: [] as string[] }));

vi.mock('node:fs', async (importReal) => {
  const real = await importReal<typeof import('node:fs')>();
  const renameSync = (from: string, to: string): void => {
    real.renameSync(from, to);
    asked.push(`rename to ${basename(to)}`);
  };
  const fsyncSync = (fd: number): void => {
    real.fsyncSync(fd);
    asked.push(`fsync ${whatIsOpen(fd)}`);
  };
  return { ...real, renameSync, fsyncSync };
});

/** A file with what is in it by then. */
function whatIsOpen(fd: number): string {
  const path = readlinkSync(`/proc/self/fd/${fd}`);
  return path === folder ? 'the folder' : `${basename(path)}: ${readFileSync(path, 'utf8')}`;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtcell-on-disk-'));
  asked.length = 0;
  const made = folder;
  onTestFinished(() => rmSync(made, { recursive: true }));
});
const named = (name: string) => ({ path: join(folder, name), content: `new ${name}` });

describe('a lasting file', () => {
  it('is on disk before it has its name, and its name before the writing is over', () => {
    writeAtomically(join(folder, 'vm.xml'), 'new', 0o600, 'lasting');
    expect(asked).toEqual(['fsync vm.xml.new: new', 'rename to vm.xml', 'fsync the folder']);
  });

  it('that belongs to another has no name before that is on disk too', () => {
    writeTogether([named('vm.xml'), named('vm.json')], 0o600, 'lasting');
    expect(asked).toEqual([
      ...['fsync vm.xml.new: new vm.xml', 'fsync vm.json.new: new vm.json'],
      ...['rename to vm.xml', 'rename to vm.json', 'fsync the folder'],
    ]);
  });
});

it('a file that goes with the boot waits for no disk', () => {
  writeAtomically(join(folder, 'status.xml'), 'new', 0o600, 'until-reboot');
  expect(asked).toEqual(['rename to status.xml']);
});
