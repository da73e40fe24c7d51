import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';

/** What a reader may rely on after the machine lost power: `lasting` files are on disk, others may be gone with /run. */
export type Durability = 'lasting' | 'until-reboot';

/** Replaces a file's content as a whole: a reader sees the old or the new one, whatever happens in between. */
export function writeAtomically(path: string, content: string, mode: number, durability: Durability): void {
  const temporary = `${path}.new`;
  const fd = openSync(temporary, 'w', mode);
  try {
    writeSync(fd, content);
    if (durability === 'lasting') fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, path);
}
