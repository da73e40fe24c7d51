import { describe, expect, test } from 'vitest';
import { AgentLink } from '../../../extension/link/agentLink.ts';
import { MachineList } from '../../../extension/machines/machineList.ts';
import type { AgentEvent } from '../../../protocol/events.ts';
import { domain, runningDomain } from '../domains.ts';
import { ScriptedAgent } from '../link/scriptedAgent.ts';

const OTHER = '99999999-2222-4333-8444-555555555555';

async function listed(agent = new ScriptedAgent()) {
  const link = new AgentLink(agent);
  const machines = new MachineList(link);
  await link.connect();
  await settled();
  return { agent, link, machines };
}

/** Answers come in turns of the event loop. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
};

const tell = async (agent: ScriptedAgent, event: AgentEvent): Promise<void> => {
  agent.tell(event);
  await settled();
};

const names = ({ domains }: MachineList): string[] => domains.map(({ name, state }) => `${name} ${state}`);

describe('the list of machines', () => {
  test('is what the agent says, by name', async () => {
    const agent = new ScriptedAgent();
    agent.domains = [domain({ name: 'b' }), runningDomain({ name: 'a', uuid: OTHER })];
    const { machines } = await listed(agent);
    expect(names(machines)).toEqual(['a running', 'b shut off']);
  });

  test('follows the agent’s events', async () => {
    const { agent, machines } = await listed();
    await tell(agent, { kind: 'defined', domain: domain() });
    expect(names(machines)).toEqual(['demo shut off']);
    await tell(agent, { kind: 'state', domain: runningDomain(), reason: 'created' });
    expect(names(machines)).toEqual(['demo running']);
    await tell(agent, { kind: 'state', domain: domain(), reason: 'destroyed' });
    expect(names(machines)).toEqual(['demo shut off']);
    await tell(agent, { kind: 'undefined', name: 'demo', uuid: domain().uuid, owner: 1000 });
    expect(names(machines)).toEqual([]);
  });

  test('keeps what runs when its definition is taken away, until it ends', async () => {
    const { agent, machines } = await listed();
    await tell(agent, { kind: 'state', domain: runningDomain(), reason: 'created' });
    await tell(agent, { kind: 'undefined', name: 'demo', uuid: domain().uuid, owner: 1000 });
    expect(names(machines)).toEqual(['demo running']);
    expect(machines.domains[0]?.definition).toBeNull();
    await tell(agent, { kind: 'state', domain: domain({ definition: null }), reason: 'destroyed' });
    expect(names(machines)).toEqual([]);
  });

  test('forgets a domain without a definition when it ends', async () => {
    const { agent, machines } = await listed();
    await tell(agent, { kind: 'state', domain: runningDomain({ definition: null }), reason: 'created' });
    expect(names(machines)).toEqual(['demo running']);
    await tell(agent, { kind: 'state', domain: domain({ definition: null }), reason: 'died' });
    expect(names(machines)).toEqual([]);
  });

  test('takes what happened while it was asked for as newer than the answer', async () => {
    const agent = new ScriptedAgent();
    agent.domains = [domain()];
    const held: (() => void)[] = [];
    agent.held.set('list', held);
    const { machines } = await listed(agent);
    await tell(agent, { kind: 'state', domain: runningDomain(), reason: 'created' });
    held[0]?.();
    await settled();
    expect(names(machines)).toEqual(['demo running']);
  });

  test('is empty while there is no agent, and whole again after', async () => {
    const agent = new ScriptedAgent();
    agent.domains = [runningDomain()];
    const { machines } = await listed(agent);
    agent.die();
    await settled();
    expect(names(machines)).toEqual([]);
    agent.comeUp();
    await settled();
    expect(names(machines)).toEqual(['demo running']);
  });

  test('tells one domain apart from others of its name', async () => {
    const agent = new ScriptedAgent();
    agent.domains = [domain({ owner: 0 }), domain({ owner: 1000, uuid: OTHER })];
    const { machines } = await listed(agent);
    expect(machines.ownByName('demo')?.uuid).toBe(OTHER);
    expect(machines.byUuid(domain().uuid, 0)?.owner).toBe(0);
    expect(machines.byUuid(domain().uuid, 1000)).toBeUndefined();
  });

  test('says which domain changed, so that only that is drawn anew', async () => {
    const { agent, machines } = await listed();
    const changes: (string | undefined)[] = [];
    machines.onChange((change) => changes.push(change && `${change.domain.name} ${change.reason}`));
    await tell(agent, { kind: 'defined', domain: domain() });
    await tell(agent, { kind: 'state', domain: runningDomain(), reason: 'created' });
    // The first is new, so the list changed; the second is a change of what is there.
    expect(changes).toEqual(['demo defined', undefined, 'demo created']);
  });
});
