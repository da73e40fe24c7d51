import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { VirtcellError } from '../../protocol/errors.ts';

/** What a reader may rely on after the machine lost power: `lasting` files are on disk, others may be gone with /run. */
export type Durability = 'lasting' | 'until-reboot';

export interface FileContent {
  readonly path: string;
  readonly content: string;
}

/**
 * Replaces a file's content as a whole: a reader sees the old or the new one, whatever happens in between.
 *
 * @throws VirtcellError `storage`, with the old content there still
 */
export function writeAtomically(path: string, content: string, mode: number, durability: Durability): void {
  writeTogether([{ path, content }], mode, durability);
}

/**
 * The same for files that belong together: none is replaced before all are written, which is where a disk is full. An
 * agent that dies between two renames leaves the first of them new.
 */
export function writeTogether(files: readonly FileContent[], mode: number, durability: Durability): void {
  let at = '';
  try {
    for (const { path, content } of files) {
      at = path;
      // What an agent that died has left may have another mode.
      rmSync(temporary(path), { force: true });
      writeWhole(temporary(path), content, mode, durability);
    }
    for (const { path } of files) {
      at = path;
      renameSync(temporary(path), path);
    }
    if (durability === 'lasting') for (const folder of new Set(files.map(({ path }) => dirname(path)))) sync(folder);
  } catch (error) {
    for (const { path } of files) discard(temporary(path));
    throw storageError(at, error);
  }
}

/** What a change of files failed with, as clients are told. */
export function storageError(path: string, cause: unknown): VirtcellError {
  const { code: errno, syscall } = cause instanceof Error ? (cause as NodeJS.ErrnoException) : {};
  const message = `${path} cannot be written: ${errno ?? String(cause)}`;
  const said = { ...(errno !== undefined && { errno }), ...(syscall !== undefined && { syscall }) };
  return new VirtcellError({ code: 'storage', message, path, ...said }, { cause });
}

export function orStorageError<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw storageError(path, error);
  }
}

const temporary = (path: string): string => `${path}.new`;

/** On a disk that cannot be written there is nothing to discard, and the first error says why. */
function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EROFS' && code !== 'ENOTDIR') throw error;
  }
}

function writeWhole(path: string, content: string, mode: number, durability: Durability): void {
  const fd = openSync(path, 'wx', mode);
  try {
    // Not writeSync: write(2) may take a part only, on a disk that is nearly full, and call that no error.
    writeFileSync(fd, content);
    if (durability === 'lasting') fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** A rename is on disk when its folder is. */
function sync(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
