import { readFileSync } from 'node:fs';
import { openWebSocket } from '../../agent/cli/connect.ts';
import { AgentClient } from '../../protocol/agentClient.ts';
import { messageSocket } from '../../protocol/messageSocket.ts';
import { AgentProcess } from '../agent/agentProcess.ts';
import { bootSectorDomain } from '../agent/testDomains.ts';
import type { Finding } from './finding.ts';

const MACHINES = 100;
const WARM_UPS = 3;
/** Starts that the editor or a person asks for at once. */
const AT_ONCE = 4;

export interface CrowdOptions {
  readonly rounds: number;
  /** A file that makes the agent tell its memory. */
  readonly memoryPath: string;
  readonly signal: AbortSignal;
}

/** A hundred machines up at once and stopped again, round after round: the last start is as quick as the first. */
export async function soakCrowd({ rounds, memoryPath, signal }: CrowdOptions): Promise<Finding> {
  const agent = await AgentProcess.start({
    wrapper: ['setsid'],
    config: { limits: { domainsPerUser: MACHINES } },
    env: { NODE_OPTIONS: `--import=${memoryPath}` },
  });
  try {
    const client = await AgentClient.greet(await openWebSocket(agent.socket, '/rpc', messageSocket), 'soak');
    const xmls = Array.from({ length: MACHINES }, (_, index) => bootSectorDomain(agent, { name: `crowd-${index}` }));
    // What is loaded or made once is no growth; V8 compiles what is hot for three rounds.
    for (let count = 0; count < WARM_UPS; count++) await round(client, xmls, signal);
    const mounts = hostMounts();
    const memory = await memoryOf(agent);
    const times: number[][] = [];
    for (let count = 0; count < rounds; count++) times.push(await round(client, xmls, signal));
    const growth = (await memoryOf(agent)) / memory;
    const [first, last] = [percentile95(times[0] ?? []), percentile95(times.at(-1) ?? [])];
    const areMountsSame = hostMounts() === mounts;
    return {
      what: `${MACHINES} machines at once, ${rounds} times`,
      passed: last <= 1.3 * first && growth <= 1.05 && areMountsSame,
      figures: {
        'start, p95 of the first round, ms': Math.round(first),
        'of the last': Math.round(last),
        'agent memory after, of before, %': Math.round(1000 * growth) / 10,
        'MB before': Math.round(memory / 1e5) / 10,
        'mounts of the host that differ': areMountsSame ? 0 : 1,
      },
    };
  } finally {
    await agent.dispose();
  }
}

const hostMounts = (): string => readFileSync('/proc/self/mountinfo', 'utf8');

/** @returns how long each start took, in milliseconds */
async function round(client: AgentClient, xmls: readonly string[], signal: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  await inParallel(xmls, async (xml) => {
    signal.throwIfAborted();
    const begin = performance.now();
    await client.request('create', { xml });
    times.push(performance.now() - begin);
  });
  const { domains } = await client.request('list', {});
  if (domains.filter(({ state }) => state === 'running').length !== MACHINES) throw new Error('not all of them run');
  await inParallel(domains, ({ name }) => client.request('destroy', { name }));
  return times;
}

async function inParallel<T>(all: readonly T[], act: (one: T) => Promise<unknown>): Promise<void> {
  const rest = [...all];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let one = rest.shift(); one !== undefined; one = rest.shift()) await act(one);
    }),
  );
}

const percentile95 = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[Math.ceil(0.95 * times.length) - 1] ?? Number.NaN;

/** Median of three, each after a collection. */
async function memoryOf(agent: AgentProcess): Promise<number> {
  const held: number[] = [];
  for (let look = 0; look < 3; look++) {
    const from = agent.errors.length;
    const said = agent.saysNext('memory held: ');
    process.kill(agent.pid, 'SIGUSR2');
    await said;
    held.push(Number(/memory held: (\d+)/.exec(agent.errors.slice(from))?.[1]));
  }
  return held.sort((a, b) => a - b)[1] ?? Number.NaN;
}
