import { closeSync, existsSync, fchownSync, lstatSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { indexPath } from '../../consoles/consoleRecord.ts';
import { orStorageError, storageError } from '../../host/atomicFile.ts';
import { type AgentPaths, consoleLogDir, domainRunDir } from '../agentPaths.ts';
import { entriesByOwner, whyNotOurFolder } from '../definitions/ownerFolders.ts';
import type { Registry } from '../registry.ts';

/** Makes the folders of one start, empty: nothing of a former run is in them. */
export function makeFolders(paths: AgentPaths, owner: number, uuid: string, logPaths: readonly string[]): void {
  const runDir = domainRunDir(paths, owner, uuid);
  const logDir = consoleLogDir(paths, owner, uuid);
  for (const folder of [runDir, logDir]) requireOurs(dirname(folder));
  orStorageError(runDir, () => {
    removeRunDir(paths, owner, uuid);
    mkdirSync(runDir, { recursive: true, mode: 0o755 });
  });
  orStorageError(logDir, () => {
    removeLogs(paths, owner, uuid);
    mkdirSync(logDir, { recursive: true, mode: 0o755 });
    for (const path of logPaths) makeLog(path, owner);
  });
}

/** Through a link, or in a folder of somebody else's, root would write where they say. */
function requireOurs(folder: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return;
  const problem = whyNotOurFolder(folder);
  if (problem) throw storageError(folder, problem);
}

/** A log is its domain's owner's to read; QEMU only gets it as an open file. What is known of a former one goes. */
export function makeLog(path: string, owner: number): void {
  rmSync(indexPath(path), { force: true });
  const fd = openSync(path, 'w', 0o600);
  try {
    fchownSync(fd, owner, -1);
  } finally {
    closeSync(fd);
  }
}

export function removeLog(path: string): void {
  for (const each of [path, indexPath(path)]) rmSync(each, { force: true });
}

export const removeRunDir = (paths: AgentPaths, owner: number, uuid: string): void =>
  rmSync(domainRunDir(paths, owner, uuid), { recursive: true, force: true });

export const removeLogs = (paths: AgentPaths, owner: number, uuid: string): void =>
  rmSync(consoleLogDir(paths, owner, uuid), { recursive: true, force: true });

/**
 * Removes the console logs of domains that are gone: transient ones that ended while there was no agent, or with the
 * machine. What has a folder of its run still may be a run that could not be taken over.
 */
export function removeForgottenLogs(paths: AgentPaths, registry: Registry): void {
  const root = join(paths.stateDir, 'consoles');
  if (!existsSync(root)) return;
  for (const { owner, path } of entriesByOwner(root)) {
    const uuid = basename(path);
    const isKnown = registry.of(owner).some((record) => record.uuid === uuid);
    if (isKnown || lstatSync(domainRunDir(paths, owner, uuid), { throwIfNoEntry: false })) continue;
    rmSync(path, { recursive: true, force: true });
  }
}
