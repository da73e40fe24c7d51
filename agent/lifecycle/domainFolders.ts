import { closeSync, fchownSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { type AgentPaths, consoleLogDir, domainRunDir } from './agentPaths.ts';

/** Makes the folders of one start, empty: nothing of a former run is in them. */
export function makeFolders(paths: AgentPaths, owner: number, uuid: string, logPaths: readonly string[]): void {
  removeRunDir(paths, owner, uuid);
  removeLogs(paths, owner, uuid);
  mkdirSync(domainRunDir(paths, owner, uuid), { recursive: true, mode: 0o755 });
  mkdirSync(consoleLogDir(paths, owner, uuid), { recursive: true, mode: 0o755 });
  for (const path of logPaths) makeLog(path, owner);
}

/** A log is its domain's owner's to read; QEMU only gets it as an open file. */
function makeLog(path: string, owner: number): void {
  const fd = openSync(path, 'wx', 0o600);
  fchownSync(fd, owner, -1);
  closeSync(fd);
}

export const removeRunDir = (paths: AgentPaths, owner: number, uuid: string): void =>
  rmSync(domainRunDir(paths, owner, uuid), { recursive: true, force: true });

export const removeLogs = (paths: AgentPaths, owner: number, uuid: string): void =>
  rmSync(consoleLogDir(paths, owner, uuid), { recursive: true, force: true });
