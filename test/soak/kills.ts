import { setTimeout as pause } from 'node:timers/promises';
import { openWebSocket } from '../../agent/cli/connect.ts';
import { AgentClient } from '../../protocol/agentClient.ts';
import { messageSocket } from '../../protocol/messageSocket.ts';
import type { DomainEntry } from '../../protocol/methods.ts';
import { AgentProcess } from '../agent/agentProcess.ts';
import { bootSectorDomain } from '../agent/testDomains.ts';
import type { Finding } from './finding.ts';
import { type Remains, remainsOf } from './leftovers.ts';
import { Tenant } from './tenant.ts';

const TENANTS = 20;
/** The next agent lives at most so long before it is killed as well. */
const MOST_MS = 1500;

/**
 * Twenty machines start, pause, get a disk, lose it and end, all the time; the agent is killed at random moments, and the
 * next one must have each machine that was there, as the same process. At the end nothing is left of any of them.
 */
export async function soakKills(kills: number, signal: AbortSignal): Promise<Finding> {
  // A session of its own each time: what an agent leaves behind is found by it.
  const agent = await AgentProcess.start({ wrapper: ['setsid'], config: { limits: { domainsPerUser: 4 * TENANTS } } });
  const sessions = new Set([agent.pid]);
  const connections = new Connections(agent);
  const tenants = Array.from({ length: TENANTS }, (_, index) => newTenant(agent, connections, index));
  try {
    await connections.renew();
    connections.give();
    const before = await remainsAfterAll(agent, connections, sessions, tenants);
    const lost: string[] = [];
    const lives = Promise.all(tenants.map((tenant) => tenant.live()));
    // Told when it is waited for, below.
    lives.catch(() => undefined);
    for (let count = 0; count < kills && !signal.aborted; count++) {
      await pause(Math.random() * MOST_MS);
      connections.withhold();
      await agent.signal('SIGKILL');
      await agent.start();
      sessions.add(agent.pid);
      const { domains } = await connections.renew();
      lost.push(...tenants.flatMap((tenant) => tenant.heldAgainst(domains) ?? []));
      connections.give();
    }
    for (const tenant of tenants) tenant.end();
    await lives;
    const after = await remainsAfterAll(agent, connections, sessions, []);
    return findingOf(kills, tenants, lost, leftOf(before, after));
  } finally {
    await agent.dispose();
  }
}

function newTenant(agent: AgentProcess, connections: Connections, index: number): Tenant {
  const name = `tenant-${index}`;
  const plugged = agent.file(`${name}-plugged.img`, Buffer.alloc(1 << 20));
  const device = `<disk type='file'><source file='${plugged}'/><target dev='sda' bus='scsi'/></disk>`;
  const devices = `<controller type='scsi' index='0' model='virtio-scsi'/>`;
  const xml = bootSectorDomain(agent, { name, devices });
  return new Tenant({ name, xml, device, mark: plugged, agent: () => connections.agent, random: Math.random });
}

/** What there is when no machine runs; where some are given, each has been started once. */
async function remainsAfterAll(
  agent: AgentProcess,
  connections: Connections,
  sessions: ReadonlySet<number>,
  first: readonly Tenant[],
): Promise<Remains> {
  const client = await connections.agent;
  for (const { xml } of first.slice(0, 1)) await client.request('create', { xml });
  for (const { name } of (await client.request('list', { all: true })).domains)
    await client.request('destroy', { name });
  return remainsOf(agent, sessions);
}

/** What is there after and was not before; descriptors by how many there are of each kind. */
function leftOf(before: Remains, after: Remains): string[] {
  const extra = (kind: 'processes' | 'files' | 'descriptors'): string[] => {
    const rest = [...before[kind]];
    return after[kind].filter((each) => {
      const index = rest.indexOf(each);
      if (index >= 0) rest.splice(index, 1);
      return index < 0;
    });
  };
  const mounts = before.mounts === after.mounts ? [] : ['the host’s mounts differ'];
  return [...mounts, ...extra('processes'), ...extra('files'), ...extra('descriptors')];
}

function findingOf(
  kills: number,
  tenants: readonly Tenant[],
  lost: readonly string[],
  left: readonly string[],
): Finding {
  const done: Record<string, number> = {};
  for (const tenant of tenants)
    for (const [what, count] of Object.entries(tenant.done)) done[what] = (done[what] ?? 0) + count;
  const complaints = tenants.flatMap((tenant) => tenant.complaints);
  const passed = lost.length === 0 && left.length === 0 && complaints.length === 0 && (done.started ?? 0) > 0;
  return {
    what: `${TENANTS} machines that come and go under an agent that is killed`,
    passed,
    figures: { kills, ...done, 'machines lost': lost.length, 'left behind': left.length, refused: complaints.length },
    ...(!passed && { details: [...lost, ...left, ...complaints].slice(0, 40).join('\n') }),
  };
}

/** The connection to whichever agent there is. */
class Connections {
  readonly #agent: AgentProcess;
  #client: AgentClient | undefined;
  #waiting: ((client: AgentClient) => void) | undefined;
  #current: Promise<AgentClient>;

  constructor(agent: AgentProcess) {
    this.#agent = agent;
    this.#current = this.#pending();
  }

  /** The one that there is, or the next. */
  get agent(): Promise<AgentClient> {
    return this.#current;
  }

  /** Whoever asks from now on waits for the next one. */
  withhold(): void {
    this.#current = this.#pending();
  }

  /** @returns all domains, before anybody changes one */
  async renew(): Promise<{ readonly domains: readonly DomainEntry[] }> {
    this.#client = await AgentClient.greet(await openWebSocket(this.#agent.socket, '/rpc', messageSocket), 'soak');
    return await this.#client.request('list', { all: true });
  }

  give(): void {
    if (this.#client) this.#waiting?.(this.#client);
  }

  #pending(): Promise<AgentClient> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }
}
