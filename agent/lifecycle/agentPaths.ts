import { join } from 'node:path';

/** Where the agent keeps things. Both folders are root's, 0755: what is private in them is so by its own mode. */
export interface AgentPaths {
  /** What ends with the machine: sockets, status files, links. */
  readonly runDir: string;
  /** What stays: definitions and console logs. */
  readonly stateDir: string;
}

/** One running domain's own folder. */
export const domainRunDir = (paths: AgentPaths, uuid: string): string => join(paths.runDir, 'domains', uuid);
export const statusPath = (paths: AgentPaths, uuid: string): string => join(domainRunDir(paths, uuid), 'status.xml');
export const monitorPath = (paths: AgentPaths, uuid: string): string => join(domainRunDir(paths, uuid), 'monitor.sock');
/** QEMU's standard output and error. */
export const outputPath = (paths: AgentPaths, uuid: string): string => join(domainRunDir(paths, uuid), 'qemu.log');

/** On disk, not in /run: console output does not lie in memory. */
export const consoleLogDir = (paths: AgentPaths, uuid: string): string => join(paths.stateDir, 'consoles', uuid);
export const consoleLogPath = (paths: AgentPaths, uuid: string, alias: string): string =>
  join(consoleLogDir(paths, uuid), `${alias}.log`);

export const definitionsDir = (paths: AgentPaths, owner: number): string =>
  join(paths.stateDir, 'definitions', String(owner));
/** A name holds no slash and is neither `.` nor `..`: domain-xml sees to it. */
export const definitionPath = (paths: AgentPaths, owner: number, name: string): string =>
  join(definitionsDir(paths, owner), `${name}.xml`);
