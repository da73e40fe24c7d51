import { closeSync, existsSync, fchownSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type AgentPaths, consoleLogDir, domainRunDir, entriesByOwner } from './agentPaths.ts';
import type { Registry } from './registry.ts';

/** Makes the folders of one start, empty: nothing of a former run is in them. */
export function makeFolders(paths: AgentPaths, owner: number, uuid: string, logPaths: readonly string[]): void {
  removeRunDir(paths, owner, uuid);
  removeLogs(paths, owner, uuid);
  mkdirSync(domainRunDir(paths, owner, uuid), { recursive: true, mode: 0o755 });
  mkdirSync(consoleLogDir(paths, owner, uuid), { recursive: true, mode: 0o755 });
  for (const path of logPaths) makeLog(path, owner);
}

/** A log is its domain's owner's to read; QEMU only gets it as an open file. */
export function makeLog(path: string, owner: number): void {
  const fd = openSync(path, 'w', 0o600);
  fchownSync(fd, owner, -1);
  closeSync(fd);
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
    if (!isKnown && !existsSync(domainRunDir(paths, owner, uuid))) rmSync(path, { recursive: true, force: true });
  }
}
