import { setTimeout as pause } from 'node:timers/promises';
import { AgentProcess } from '../agent/agentProcess.ts';
import { bootSectorDomain } from '../agent/testDomains.ts';
import { LINE } from './counting.ts';
import { CountingConsole } from './countingConsole.ts';
import type { Finding } from './finding.ts';

const NAME = 'counting';

/** An agent with a guest that counts on its serial port. */
async function startCounting(env: Readonly<Record<string, string>> = {}) {
  // A session of its own: Ctrl-C is for whoever measures, who ends the agent after its domains.
  const agent = await AgentProcess.start({ env, wrapper: ['setsid'] });
  await agent.json(['create', agent.file('counting.xml', bootSectorDomain(agent, { name: NAME }))]);
  return { agent, console: new CountingConsole(agent.socket, NAME) };
}

export interface CycleOptions {
  readonly seconds: number;
  readonly cyclesPerMinute: number;
  /** After so many cycles the agent is killed and started again. */
  readonly restartEvery: number;
  readonly stallPath: string;
  readonly signal: AbortSignal;
}

/**
 * The guest counts while a viewer attaches and detaches again and again, the agent's main thread stalls, and the agent
 * is killed now and then. What the viewers saw, one after the other, must be what the guest said.
 */
export async function soakCycles(options: CycleOptions): Promise<Finding> {
  const { seconds, cyclesPerMinute, restartEvery, stallPath, signal } = options;
  const { agent, console } = await startCounting({ NODE_OPTIONS: `--import=${stallPath}` });
  try {
    const cycle = 60_000 / cyclesPerMinute;
    const cycles = Math.round((seconds * 1000) / cycle);
    let restarts = 0;
    for (let count = 1; count <= cycles; count++) {
      await console.attach();
      await pause(cycle * (0.6 + 0.3 * Math.random()), undefined, { signal });
      if (count % restartEvery === 0) {
        restarts++;
        await agent.signal('SIGKILL');
        await console.lose();
        await agent.start();
      } else {
        await console.detach();
        await pause(cycle * 0.2 * Math.random(), undefined, { signal });
      }
    }
    await console.attach();
    await console.until(console.check.lines + 1);
    await console.detach();
    return findingOf('a counting guest, viewers that come and go, an agent that stalls and is killed', console, {
      cycles,
      restarts,
    });
  } finally {
    await agent.dispose();
  }
}

/** So much through the serial port to one viewer. */
export async function soakSerial(bytes: number): Promise<Finding> {
  const { agent, console } = await startCounting();
  try {
    const begin = performance.now();
    await console.attach();
    await console.until(Math.ceil(bytes / LINE));
    const seconds = (performance.now() - begin) / 1000;
    await console.detach();
    return findingOf('a serial port, whole', console, { 'kB/s': Math.round(console.bytes / 1e3 / seconds) });
  } finally {
    await agent.dispose();
  }
}

function findingOf(what: string, console: CountingConsole, figures: Finding['figures']): Finding {
  const { lost, repeated, atMarks, details } = console.verdict();
  const passed = lost === 0 && repeated === 0 && console.complaints.length === 0 && console.bytes > 0;
  return {
    what,
    passed,
    figures: {
      ...figures,
      MB: Math.round(console.bytes / 1e4) / 100,
      'bytes lost': lost,
      'bytes repeated': repeated,
      marks: console.marks.size,
      'bytes repeated at marks': atMarks,
    },
    ...(!passed && { details }),
  };
}
