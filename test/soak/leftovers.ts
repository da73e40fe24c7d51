import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentProcess } from '../agent/agentProcess.ts';

/** What a machine looks like where agents have come and gone and their domains with them. */
export interface Remains {
  readonly mounts: string;
  /** Processes of those agents' sessions, but for the agent's own, as pid and command line. */
  readonly processes: readonly string[];
  /** Below the agent's folders, without its socket and lock. */
  readonly files: readonly string[];
  /** Of the agent, what is open. */
  readonly descriptors: readonly string[];
}

/** @param sessions each agent's, which its launchers and QEMUs are in */
export function remainsOf(agent: AgentProcess, sessions: ReadonlySet<number>): Remains {
  return {
    mounts: readFileSync('/proc/self/mountinfo', 'utf8'),
    processes: processesOf(sessions, agent.pid),
    files: [...filesBelow(join(agent.runDir, 'domains')), ...filesBelow(agent.stateDir)].sort(),
    descriptors: openIn(agent.pid),
  };
}

function processesOf(sessions: ReadonlySet<number>, agent: number): string[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === agent) return [];
    const stat = orNothing(() => readFileSync(`/proc/${name}/stat`, 'utf8'));
    // Behind the command in brackets: state, parent, group, session.
    const [state, parent, , session] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
    // One that has ended waits for whoever is init here.
    if (state === 'Z' || !sessions.has(Number(session))) return [];
    const command = orNothing(() => readFileSync(`/proc/${name}/cmdline`, 'utf8')) ?? '';
    // The one that waits for the next start.
    if (Number(parent) === agent && command.includes('launcher.js')) return [];
    return [`${name} ${command.replaceAll('\0', ' ').slice(0, 200)}`];
  });
}

function filesBelow(folder: string): string[] {
  const entries = orNothing(() => readdirSync(folder, { recursive: true, withFileTypes: true })) ?? [];
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
}

function openIn(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder)
    .flatMap((fd) => orNothing(() => readlinkSync(join(folder, fd))) ?? [])
    .map((target) => target.replace(/\d{3,}/, 'N'))
    .sort();
}

/** Whatever is looked at may have just gone. */
function orNothing<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined;
    throw error;
  }
}
