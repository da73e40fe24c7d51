import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DevWatch } from '../../../../agent/lifecycle/dev/devWatch.ts';
import type { LiveDomain } from '../../../../agent/lifecycle/liveDomain.ts';
import type { AgentEvent } from '../../../../protocol/events.ts';
import { liveFixture, runningRecord } from '../liveFixture.ts';
import { quietAgent } from '../quietAgent.ts';

let agent: ReturnType<typeof quietAgent>;
beforeEach(() => {
  vi.useFakeTimers();
  agent = quietAgent();
});
afterEach(() => {
  vi.useRealTimers();
  agent.remove();
});

/** This very process as if it were a domain's QEMU: nothing of its /dev is as in a plan with a node that nobody has. */
function otherThanPlanned(): LiveDomain {
  const nowhere = { path: '/dev/virtcell-nowhere', kind: 'link', target: 'null', reasons: [] } as const;
  return liveFixture({ plan: { nodes: [nowhere], mounts: [], hidden: 0 }, mountNamespace: 1 });
}

test('what was otherwise before it was watched is told', async () => {
  const live = otherThanPlanned();
  const record = runningRecord(live, 0);
  const told: AgentEvent[] = [];
  agent.events.subscribe({ pid: process.pid, uid: 0, gid: 0, groups: [] }, (event) => told.push(event));
  const watch = new DevWatch(agent, record, live);
  try {
    // By the clock alone: what else happens in this machine's /dev has no time to be heard of.
    await vi.advanceTimersByTimeAsync(600);
    await live.lastChange;
    expect(told).toMatchObject([{ kind: 'dev', outdated: 1 }]);
    expect(agent.said).toEqual([]);
  } finally {
    watch.close();
  }
});
