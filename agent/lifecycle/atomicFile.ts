import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What a reader may rely on after the machine lost power: `lasting` files are on disk, others may be gone with /run. */
export type Durability = 'lasting' | 'until-reboot';

/** Replaces a file's content as a whole: a reader sees the old or the new one, whatever happens in between. */
export function writeAtomically(path: string, content: string, mode: number, durability: Durability): void {
  const temporary = `${path}.new`;
  // What an agent that died has left may have another mode.
  rmSync(temporary, { force: true });
  try {
    writeWhole(temporary, content, mode, durability);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  if (durability === 'lasting') sync(dirname(path));
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
