import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Where a console's link stands in its domain's runtime directory. It is named by the alias, which N of `/dev/pts/N` is not. */
export function consoleLinkPath(runDir: string, alias: string): string {
  if (['', '.', '..'].includes(alias) || basename(alias) !== alias) {
    throw new RangeError(`not a console's alias: ${JSON.stringify(alias)}`);
  }
  return join(runDir, alias);
}

/** Makes the link, or points the one from before elsewhere; there is no moment without one. */
export function makeConsoleLink(runDir: string, alias: string, ptyPath: string): string {
  const path = consoleLinkPath(runDir, alias);
  const fresh = `${path}.new`;
  rmSync(fresh, { force: true });
  symlinkSync(ptyPath, fresh);
  try {
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
  return path;
}

export function removeConsoleLink(runDir: string, alias: string): void {
  rmSync(consoleLinkPath(runDir, alias), { force: true });
}
