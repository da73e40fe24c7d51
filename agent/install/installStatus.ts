import { join } from 'node:path';
import { VirtcellError } from '../../protocol/errors.ts';
import { VERSION } from '../../protocol/version.ts';
import { agentPid } from './agentProcess.ts';
import { type Finding, findings, installedHere, type Manifest, NODE } from './manifest.ts';
import { ownSource } from './ownSource.ts';
import { type InstalledBy, type Places, placesOf } from './places.ts';
import { packageFile, releaseFiles } from './release.ts';
import { runningDomains } from './runningDomains.ts';
import { type ServiceManager, serviceManager } from './serviceManager.ts';

/** What is installed on this machine, and whether it runs. */
export interface InstallStatus {
  readonly installed: InstalledBy | null;
  readonly version: string | null;
  /** The folder of the release in use. */
  readonly folder: string | null;
  readonly node: string | null;
  readonly command: string | null;
  readonly serviceManager: ServiceManager;
  readonly socket: string;
  /** Null where no agent listens; `denied` where this user may not ask. */
  readonly pid: number | 'denied' | null;
  /** How many virtual machines run, also without the agent; null where this user may not know. */
  readonly machines: number | null;
  /** What is not as it was installed. */
  readonly findings: readonly Finding[];
  /** Whether this very program is another build than the installed one; null without one. */
  readonly differs: boolean | null;
}

/** @throws VirtcellError when a manifest is malformed */
export async function installStatus(): Promise<InstallStatus> {
  const here = installedHere();
  const places = here?.places ?? placesOf('install');
  const pid = await pidOrDenied(places);
  const machine = { serviceManager: serviceManager(), socket: places.socket, pid, machines: countMachines(places) };
  if (!here) {
    const nothing = { installed: null, version: null, folder: null, node: null, command: null, differs: null };
    return { ...nothing, ...machine, findings: [] };
  }
  const { manifest } = here;
  const { version, node, by } = manifest;
  const folder = join(places.releases, manifest.release);
  return {
    ...{ installed: by, version, folder, node, command: places.command, ...machine },
    findings: findings(folder, manifest),
    differs: differs(manifest),
  };
}

async function pidOrDenied({ socket }: Places): Promise<InstallStatus['pid']> {
  try {
    return (await agentPid(socket)) ?? null;
  } catch (error) {
    if (error instanceof VirtcellError && error.code === 'agent-denied') return 'denied';
    throw error;
  }
}

/** Their status files are root's alone to read. */
const countMachines = ({ runDir }: Places): number | null =>
  process.geteuid?.() === 0 ? runningDomains(runDir).length : null;

/** By what the files hold: a build changes them without a new version. */
function differs({ version, files }: Manifest): boolean {
  if (version !== VERSION) return true;
  const own = [...releaseFiles(ownSource()), packageFile(VERSION)];
  const hashes = new Map(files.filter(({ path }) => path !== NODE).map(({ path, sha256 }) => [path, sha256]));
  return own.length !== hashes.size || own.some(({ path, sha256 }) => hashes.get(path) !== sha256);
}
