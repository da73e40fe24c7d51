import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { AgentClient } from '../../protocol/agentClient.ts';
import type { TimelineStep } from '../../protocol/methods.ts';
import type { AgentProcess } from '../agent/agentProcess.ts';
import { type BenchHost, DOMAIN_NAME } from './benchHost.ts';
import { type Comparison, type Spread, spread, timed } from './comparison.ts';

/** How a domain is created, running afterwards, and destroyed. */
interface Life {
  create(): Promise<unknown>;
  destroy(): Promise<unknown>;
}

const WARM_UPS = 2;
const execute = promisify(execFile);

/** virsh, a process of its own for each verb, as people run it. */
export const withVirsh = ({ xmlFile }: BenchHost): Life => ({
  create: () => execute('virsh', ['-c', 'qemu:///system', 'create', xmlFile]),
  destroy: () => execute('virsh', ['-c', 'qemu:///system', 'destroy', DOMAIN_NAME]),
});

/** One connection for all, as the editor keeps it. */
export const overRpc = (
  client: AgentClient,
  { xml }: BenchHost,
  onTimeline: (timeline: readonly TimelineStep[]) => void,
): Life => ({
  create: async () => onTimeline((await client.request('create', { xml })).timeline),
  destroy: () => client.request('destroy', { name: DOMAIN_NAME }),
});

/** A Node of its own for each verb. */
export function onCommandLine(agent: AgentProcess, { xmlFile }: BenchHost): Life {
  const run = async (...argv: string[]): Promise<void> => {
    const { code, stderr } = await agent.virtcell(argv);
    if (code !== 0) throw new Error(stderr);
  };
  return { create: () => run('create', xmlFile), destroy: () => run('destroy', DOMAIN_NAME) };
}

export interface LifeTargets {
  readonly what: string;
  readonly create: number;
  readonly destroy: number;
}

/** Theirs, ours, theirs, ours: whatever else the machine does meets both. Gives the comparisons of create and destroy. */
export async function compareLives(
  ours: Life,
  theirs: Life,
  targets: LifeTargets,
  rounds: number,
  signal: AbortSignal,
): Promise<Comparison[]> {
  const times = { ours: [] as LifeTime[], theirs: [] as LifeTime[] };
  for (let round = 0; round < WARM_UPS + rounds; round++) {
    signal.throwIfAborted();
    const [other, own] = [await live(theirs), await live(ours)];
    if (round < WARM_UPS) continue;
    times.theirs.push(other);
    times.ours.push(own);
  }
  return (['create', 'destroy'] as const).map((verb) => ({
    what: `${targets.what}: ${verb}`,
    against: `virsh ${verb}`,
    ours: times.ours.map((life) => life[verb]),
    theirs: times.theirs.map((life) => life[verb]),
    target: targets[verb],
  }));
}

interface LifeTime {
  readonly create: number;
  readonly destroy: number;
}

async function live(life: Life): Promise<LifeTime> {
  return { create: await timed(life.create), destroy: await timed(life.destroy) };
}

/** The spread of every step over the starts that were measured; the warm-ups came first. */
export function stepSpreads(timelines: readonly (readonly TimelineStep[])[]): Record<string, Spread> {
  const measured = timelines.slice(WARM_UPS);
  const steps = measured[0]?.map(({ step }) => step) ?? [];
  return Object.fromEntries(
    steps.map((step, index) => [step, spread(measured.map((timeline) => (timeline[index]?.ns ?? Number.NaN) / 1e6))]),
  );
}
