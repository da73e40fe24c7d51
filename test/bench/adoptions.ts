import type { DomainEntry } from '../../protocol/methods.ts';
import { AgentProcess } from '../agent/agentProcess.ts';
import { bootSectorDomain } from '../agent/testDomains.ts';
import { type Limit, limited } from './limit.ts';

const DOMAINS = 20;

/**
 * An agent is killed with so many domains running. What is timed: from the exec of the next agent, Node's own start
 * included, until it serves with all of them taken over.
 */
export async function measureAdoptions(rounds: number, signal: AbortSignal): Promise<Limit[]> {
  const agent = await AgentProcess.start({ wrapper: ['setsid'] });
  try {
    for (let i = 0; i < DOMAINS; i++) {
      signal.throwIfAborted();
      const name = `adopted-${i}`;
      await agent.json(['create', agent.file(`${name}.xml`, bootSectorDomain(agent, { name }))]);
    }
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      signal.throwIfAborted();
      times.push(await restart(agent));
      await requireAll(agent);
    }
    return [limited(`${DOMAINS} VMs: the next agent serves, with all of them`, 'ms', times, 500)];
  } finally {
    await agent.dispose();
  }
}

async function restart(agent: AgentProcess): Promise<number> {
  await agent.signal('SIGKILL');
  const serving = agent.saysNext(`${DOMAINS} domains taken over`);
  const begin = performance.now();
  const ready = agent.start();
  await Promise.race([serving, ready]);
  const time = performance.now() - begin;
  await ready;
  return time;
}

async function requireAll(agent: AgentProcess): Promise<void> {
  const domains = (await agent.json(['list'])) as DomainEntry[];
  const whole = domains.filter(({ state, consoles }) => state === 'running' && consoles[0]?.path);
  if (whole.length !== DOMAINS) throw new Error(`${whole.length} of ${DOMAINS} were taken over: ${agent.errors}`);
}
