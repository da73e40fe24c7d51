import { join } from 'node:path';

/** Where the agent keeps things. Both folders are root's, 0755: what is private in them is so by its own mode. */
export interface AgentPaths {
  /** What ends with the machine: sockets, status files, links. */
  readonly runDir: string;
  /** What stays: definitions and console logs. */
  readonly stateDir: string;
}

/** One running domain's own folder. By owner first: UUIDs are chosen by users, and only an owner's own are unique. */
export const domainRunDir = (paths: AgentPaths, owner: number, uuid: string): string =>
  join(paths.runDir, 'domains', String(owner), uuid);
export const statusPath = (runDir: string): string => join(runDir, 'status.xml');
/** The plan and the timeline of the start. */
export const startRecordPath = (runDir: string): string => join(runDir, 'start.json');
export const monitorPath = (runDir: string): string => join(runDir, 'monitor.sock');
/** QEMU's standard output and error. */
export const outputPath = (runDir: string): string => join(runDir, 'qemu.log');

/** On disk, not in /run: console output does not lie in memory. */
export const consoleLogDir = (paths: AgentPaths, owner: number, uuid: string): string =>
  join(paths.stateDir, 'consoles', String(owner), uuid);
export const consoleLogPath = (paths: AgentPaths, owner: number, uuid: string, alias: string): string =>
  join(consoleLogDir(paths, owner, uuid), `${alias}.log`);

export const definitionsDir = (paths: AgentPaths, owner: number): string =>
  join(paths.stateDir, 'definitions', String(owner));
/** A name holds no slash and is neither `.` nor `..`: domain-xml sees to it. */
export const definitionPath = (paths: AgentPaths, owner: number, name: string): string =>
  join(definitionsDir(paths, owner), `${name}.xml`);

/** What the definition was made from. */
export const sourcePath = (paths: AgentPaths, owner: number, name: string): string =>
  join(definitionsDir(paths, owner), `${name}.source.json`);

/** Its being there says that the domain starts with the machine. */
export const autostartPath = (paths: AgentPaths, owner: number, name: string): string =>
  join(definitionsDir(paths, owner), `${name}.autostart`);

/** What was found in one of the two and could not be used: within it, since a rename leads to no other file system. */
export const quarantineDir = (paths: AgentPaths, of: keyof AgentPaths): string => join(paths[of], 'quarantine');

/** The boot in which the domains that start with the machine were started. */
export const autostartedPath = (paths: AgentPaths): string => join(paths.runDir, 'autostarted');
