import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { processIdentity } from '../../../agent/host/processIdentity.ts';
import { DevWatch } from '../../../agent/lifecycle/devWatch.ts';
import type { LiveDomain } from '../../../agent/lifecycle/liveDomain.ts';
import { readXml } from '../../../agent/lifecycle/readXml.ts';
import type { AgentEvent } from '../../../protocol/events.ts';
import { domainXml, quietAgent, UUID } from './quietAgent.ts';

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
  return {
    source: { file: null, sha256: '' },
    ...{ id: 7, ready: readXml(domainXml('vm', UUID)), identity: processIdentity(process.pid), mountNamespace: 1 },
    plan: { nodes: [nowhere], mounts: [], hidden: 0 },
    ...{ qemuUid: 0, state: 'running', monitor: undefined, consoles: [], timeline: [], ending: undefined },
    process: { pid: process.pid, signal: () => false, ended: new Promise(() => undefined) },
    cleared: Promise.resolve(),
    lastChange: Promise.resolve(),
  };
}

test('what was otherwise before it was watched is told', async () => {
  const live = otherThanPlanned();
  const record = { owner: 0, name: 'vm', uuid: UUID, definition: undefined, live };
  const told: AgentEvent[] = [];
  agent.events.subscribe({ pid: process.pid, uid: 0, gid: 0, groups: [] }, (event) => told.push(event));
  const watch = new DevWatch(agent, record, live);
  try {
    // By the clock alone: what else happens in this machine's /dev has no time to be heard of.
    await vi.advanceTimersByTimeAsync(100);
    await live.lastChange;
    expect(told).toMatchObject([{ kind: 'dev', outdated: 1 }]);
    expect(agent.said).toEqual([]);
  } finally {
    watch.close();
  }
});
