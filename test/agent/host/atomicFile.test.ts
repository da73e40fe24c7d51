import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeAtomically } from '../../../agent/host/atomicFile.ts';
import { bundle } from '../consoles/drainWorkerBundle.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtcell-atomic-'));
  path = join(folder, 'status.xml');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a file that is replaced as a whole', () => {
  it.each(['lasting', 'until-reboot'] as const)(
    'has its content and its mode, and nothing beside it (%s)',
    (durability) => {
      writeAtomically(path, 'old', 0o600, durability);
      writeAtomically(path, 'new — and longer', 0o640, durability);
      expect(readFileSync(path, 'utf8')).toBe('new — and longer');
      expect(statSync(path).mode & 0o777).toBe(0o640);
      expect(readdirSync(folder)).toEqual(['status.xml']);
    },
  );

  it('is written although an agent died and left half of one, with that one’s mode forgotten', () => {
    writeFileSync(`${path}.new`, 'hal', { mode: 0o666 });
    writeAtomically(path, 'whole', 0o600, 'until-reboot');
    expect(readFileSync(path, 'utf8')).toBe('whole');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['status.xml']);
  });

  it('is as it was when the disk takes only a part of the new one', async () => {
    writeFileSync(path, 'the old one');
    const program = await bundle(`
      import { writeAtomically } from './agent/host/atomicFile.ts';
      process.on('SIGXFSZ', () => undefined);
      writeAtomically(process.argv[2] ?? '', 'x'.repeat(100), 0o600, 'until-reboot');`);
    try {
      // write(2) at a limit of 64 bytes takes 64, as it does on a disk with that much left.
      const argv = ['--fsize=64', process.execPath, program.path, path];
      const stderr = await new Promise((resolve) => execFile('prlimit', argv, (_, __, said) => resolve(said)));
      expect(stderr).toContain('EFBIG');
      expect(readFileSync(path, 'utf8')).toBe('the old one');
      expect(readdirSync(folder)).toEqual(['status.xml']);
    } finally {
      program.remove();
    }
  });
});
