import { lstatSync, rmSync } from 'node:fs';
import { VirtcellError } from '../../../protocol/errors.ts';
import { ownerFromDatabase } from '../../access/ownerFromDatabase.ts';
import { orStorageError, writeAtomically } from '../../host/atomicFile.ts';
import { bootId } from '../../host/processIdentity.ts';
import type { AgentContext } from '../agentContext.ts';
import { autostartedPath, autostartPath } from '../agentPaths.ts';
import { tellProblem } from '../problems.ts';
import type { DomainRecord } from '../registry.ts';
import { startDefined } from '../start/startDefined.ts';
import { readKept } from './keptFile.ts';

/** So many at a time: more would only wait for each other's disks and processors. */
const AT_ONCE = 2;

/** @throws VirtcellError `domain-state` for one that only runs; `storage` */
export function setAutostart(agent: AgentContext, record: DomainRecord, enabled: boolean): void {
  if (!record.definition) {
    const message = `the domain ${record.name} is not defined, so nothing of it is there to start with the machine`;
    throw new VirtcellError({ code: 'domain-state', message, hint: 'virtcell define FILE' });
  }
  const path = autostartPath(agent.paths, record.owner, record.name);
  if (enabled) writeAtomically(path, '', 0o600, 'lasting');
  else orStorageError(path, () => rmSync(path, { force: true }));
  record.autostart = enabled;
}

/**
 * Starts the domains that start with the machine, each as its owner, when this is the first agent since the machine
 * started: what somebody has ended since then stays so. One that cannot be started is said, and keeps none from starting.
 */
export async function autostartDomains(agent: AgentContext): Promise<void> {
  const path = autostartedPath(agent.paths);
  if (isWritten(path, bootId())) return;
  // Before any of them: a domain that ended the agent would do so again and again.
  writeAtomically(path, bootId(), 0o600, 'until-reboot');
  const waiting = agent.registry.all().filter((record) => record.autostart);
  const startSome = async (): Promise<void> => {
    for (let record = waiting.shift(); record; record = waiting.shift()) await start(agent, record);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, startSome));
}

async function start(agent: AgentContext, record: DomainRecord): Promise<void> {
  // Taken over, or somebody was faster.
  if (record.live || !agent.registry.has(record)) return;
  try {
    await startDefined(agent, record, { caller: await ownerFromDatabase(record.owner), paused: false });
  } catch (error) {
    if (!record.live) tellProblem(agent, record, 'it could not be started with the machine', error);
  }
}

function isWritten(path: string, boot: string): boolean {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return false;
  return readKept(path, 64).trim() === boot;
}
