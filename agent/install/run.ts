import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { VirtcellError } from '../../protocol/errors.ts';

/** Where the system's own programs are, whatever the caller's PATH says. */
const FOLDERS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];
export const SYSTEM_PATH = FOLDERS.join(':');

// A fresh environment: nothing of the caller's may decide what root does.
const OPTIONS = { encoding: 'utf8', env: { PATH: SYSTEM_PATH, LC_ALL: 'C.UTF-8' }, cwd: '/' } as const;

/** Runs one of the system's programs to its end. @throws VirtcellError `install-step` with what it said */
export function run(program: string, ...args: readonly string[]): void {
  const { error, status, stderr } = spawnSync(program, args, OPTIONS);
  if (!error && status === 0) return;
  const why = error ? error.message : stderr.trim() || `exit ${status}`;
  throw new VirtcellError({ code: 'install-step', message: `${program} failed: ${why}` }, { cause: error });
}

/** Asks one of them something that it answers by how it ends. */
export const succeeds = (program: string, ...args: readonly string[]): boolean =>
  spawnSync(program, args, OPTIONS).status === 0;

export const hasProgram = (name: string): boolean => FOLDERS.some((folder) => existsSync(`${folder}/${name}`));
