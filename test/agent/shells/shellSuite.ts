import { statSync } from 'node:fs';
import type { StartedDomain } from '../../../protocol/methods.ts';
import { AgentProcess, type AgentProcessOptions } from '../agentProcess.ts';
import { bootSectorDomain } from '../testDomains.ts';
import { ShellClient } from './shellClient.ts';

/** No user of this number need exist: the kernel knows numbers only. The shell is /bin/sh then. */
export const UID = 54_321;

/** An agent, a domain `vm` of its user's, and the mount namespace that it lives in. */
export interface ShellSuite {
  readonly agent: AgentProcess;
  readonly pid: number;
  readonly namespace: number;
  open(more?: string): Promise<ShellClient>;
}

export async function shellSuite(options: AgentProcessOptions = {}): Promise<ShellSuite> {
  const agent = await AgentProcess.start({ sudoUid: UID, ...options });
  const file = agent.file('vm.xml', bootSectorDomain(agent, { name: 'vm' }, UID));
  const { pid } = (await agent.json(['create', file], { uid: UID })) as StartedDomain & { pid: number };
  return {
    agent,
    pid,
    namespace: statSync(`/proc/${pid}/ns/mnt`).ino,
    open: (more) => ShellClient.open(agent.socket, 'vm', more),
  };
}
