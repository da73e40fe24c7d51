import { withAgent } from '../../agent/cli/connect.ts';
import { AgentProcess } from '../agent/agentProcess.ts';
import { drawFrom, sendHostileFrames } from '../agent/server/hostileFrames.ts';
import type { Finding } from './finding.ts';

/** After so many an honest client comes. */
const BETWEEN = 10_000;
const PROMPT_MS = 50;

/** Frames of all kinds at the agent's socket, four clients at once; between them somebody honest is served. */
export async function soakFrames(count: number, signal: AbortSignal): Promise<Finding> {
  const agent = await AgentProcess.start({ wrapper: ['setsid'] });
  try {
    const times: number[] = [];
    let connections = 0;
    for (let sent = 0; sent < count && !signal.aborted; sent += BETWEEN) {
      const clients = [1, 2, 3, 4].map((client) =>
        sendHostileFrames(agent.socket, BETWEEN / 4, drawFrom(sent + client)),
      );
      for (const opened of await Promise.all(clients)) connections += opened;
      const begin = performance.now();
      await withAgent(agent.socket, (honest) => honest.request('list', {}));
      times.push(performance.now() - begin);
    }
    times.sort((a, b) => a - b);
    // What the agent had no answer of its own for; a client that is served above shows that it is there.
    const unexpected = agent.errors.split('internal').length - 1;
    const p95 = times[Math.ceil(0.95 * times.length) - 1] ?? Number.NaN;
    return {
      what: 'frames that no honest client sends',
      passed: p95 <= PROMPT_MS && unexpected === 0,
      figures: {
        frames: BETWEEN * times.length,
        connections,
        'an honest client’s first answer, median, ms': Math.round(times[times.length >> 1] ?? Number.NaN),
        'of 95 of 100, ms': Math.round(p95),
        'unexpected errors': unexpected,
      },
      ...(unexpected > 0 && { details: agent.errors.slice(-2000) }),
    };
  } finally {
    await agent.dispose();
  }
}
