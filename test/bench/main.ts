import 'vscode-jsonrpc/node';
import { openWebSocket } from '../../agent/cli/connect.ts';
import { AgentClient } from '../../protocol/agentClient.ts';
import { messageSocket } from '../../protocol/messageSocket.ts';
import type { TimelineStep } from '../../protocol/methods.ts';
import { AgentProcess } from '../agent/agentProcess.ts';
import { measureAdoptions } from './adoptions.ts';
import { type BenchHost, prepareHost } from './benchHost.ts';
import { type Comparison, outcomeOf, spread } from './comparison.ts';
import { measureConsoles } from './consoles.ts';
import { measureEditor } from './editor.ts';
import { measureFloods } from './floods.ts';
import { measureLanguage } from './language.ts';
import { compareLaunches } from './launches.ts';
import { compareLives, onCommandLine, overRpc, stepSpreads, withVirsh } from './lives.ts';
import { emptyNode, thisMachine } from './machine.ts';
import { measureDevs } from './privateDevs.ts';
import { limitTable, outcomeTable, stepTable } from './table.ts';

export interface BenchOptions {
  readonly launcherPath: string;
  /** The compiled namespace.c, if there was a compiler. */
  readonly namespaceInC: string | undefined;
  /** Whether the real editor can be measured here. */
  readonly hasEditor: boolean;
  /** Rounds with virsh, which takes two seconds each. */
  readonly rounds: number;
  readonly pairs: number;
  /** Ends the bench between two measurements. */
  readonly signal: AbortSignal;
  say(line: string): void;
}

/** For a process in a mount namespace of its own, which loads this bundle again. */
export { devFigures } from './privateDevs.ts';

/** Measures everything and gives what belongs into results.json. A libvirtd has to answer. */
export async function bench(options: BenchOptions) {
  const host = prepareHost();
  try {
    const { comparisons, timelines, limits } = await measure(host, options);
    options.say(`${options.rounds} restarts of an agent with its VMs running …`);
    const restarts = await measureAdoptions(options.rounds, options.signal);
    const outcomes = comparisons.map(outcomeOf);
    const consoles = await benchConsoles(options);
    const { language } = benchLanguage(options);
    const editor = await measureTheEditor(host, options);
    const steps = stepSpreads(timelines);
    options.say(outcomeTable(outcomes));
    options.say(limitTable(limits, 'in a running VM'));
    options.say(limitTable(restarts, 'after a restart of the agent'));
    options.say(`\nThe steps of a create over RPC, ms:\n${stepTable(steps)}`);
    return {
      date: new Date().toISOString().slice(0, 10),
      machine: thisMachine(),
      outcomes,
      limits,
      restarts,
      steps,
      consoles,
      language,
      editor,
    };
  } finally {
    await withVirsh(host)
      .destroy()
      .catch(() => undefined);
    host.remove();
  }
}

/** The editor alone: its figures are held against numbers, not against libvirt's. */
export async function benchEditor(options: BenchOptions) {
  const host = prepareHost();
  try {
    return {
      date: new Date().toISOString().slice(0, 10),
      machine: thisMachine(),
      editor: await measureTheEditor(host, options),
    };
  } finally {
    host.remove();
  }
}

/** Consoles alone: they are held against `cat`, not against libvirt. */
export async function benchConsoles({ rounds, signal, say }: BenchOptions) {
  say(`${rounds} rounds of consoles, and as many of cat …`);
  const { comparisons, limits } = await measureConsoles(rounds, signal);
  const outcomes = comparisons.map(outcomeOf);
  say(outcomeTable(outcomes));
  say(limitTable(limits, 'beside the PTY'));
  return { date: new Date().toISOString().slice(0, 10), outcomes, limits };
}

/** What the editor computes by itself while one types: needs no root and nothing installed. */
export function benchLanguage({ signal, say }: BenchOptions) {
  say('keystrokes in domains of 2000 lines and more …');
  const language = measureLanguage(signal);
  say(limitTable(language, 'after a keystroke in 2000 lines'));
  return { date: new Date().toISOString().slice(0, 10), machine: thisMachine(), language };
}

async function measureTheEditor(host: BenchHost, { launcherPath, hasEditor, rounds, signal, say }: BenchOptions) {
  if (!hasEditor) return undefined;
  say(`${rounds} starts by click in the editor …`);
  const [launches] = await compareLaunches(host, launcherPath, undefined, rounds, signal);
  const bareQemu = spread(launches?.theirs ?? []).median;
  const limits = await measureEditor({ host, rounds, bareQemu, signal });
  say(`${rounds} floods of a console …`);
  limits.push(...(await measureFloods(rounds, signal)));
  say(limitTable(limits));
  say(`an empty Node takes ${emptyNode().toFixed(0)} ms here and now`);
  return limits;
}

async function measure(host: BenchHost, { launcherPath, namespaceInC, rounds, pairs, signal, say }: BenchOptions) {
  say(`${pairs} launches and as many of bare QEMU …`);
  const launches = await compareLaunches(host, launcherPath, namespaceInC, pairs, signal);
  say(`${pairs} private /dev of each size, and as many in C …`);
  const devs = await measureDevs(launcherPath, namespaceInC, pairs);
  // A session of its own: Ctrl-C is for the bench, which ends the agent after its domains.
  const agent = await AgentProcess.start({ wrapper: ['setsid'] });
  try {
    const client = await AgentClient.greet(await openWebSocket(agent.socket, '/rpc', messageSocket), 'bench');
    const timelines: (readonly TimelineStep[])[] = [];
    const virsh = withVirsh(host);
    say(`${rounds} lives over RPC, and as many with virsh …`);
    const rpc = overRpc(client, host, (timeline) => timelines.push(timeline));
    const rpcTargets = { what: 'over RPC', create: 0.25, destroy: 0.03 };
    const overOneConnection = await compareLives(rpc, virsh, rpcTargets, rounds, signal);
    client.close();
    say(`${rounds} lives on the command line, and as many with virsh …`);
    const commandTargets = { what: 'command line', create: 0.5, destroy: 0.1 };
    const byCommands = await compareLives(onCommandLine(agent, host), virsh, commandTargets, rounds, signal);
    const comparisons: Comparison[] = [...overOneConnection, ...launches, ...devs.comparisons, ...byCommands];
    return { comparisons, timelines, limits: devs.limits };
  } finally {
    await agent.dispose();
  }
}
