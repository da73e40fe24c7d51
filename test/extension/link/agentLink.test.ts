import { describe, expect, test } from 'vitest';
import { AgentLink } from '../../../extension/link/agentLink.ts';
import type { LinkState } from '../../../extension/link/linkState.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import { runningDomain } from '../domains.ts';
import { ScriptedAgent } from './scriptedAgent.ts';

function linked(agent = new ScriptedAgent()) {
  const link = new AgentLink(agent);
  const states: LinkState['kind'][] = [];
  link.onState(({ kind }) => states.push(kind));
  return { agent, link, states };
}

/** Resolves with the next state of that kind. */
const become = (link: AgentLink, kind: LinkState['kind']): Promise<LinkState> =>
  new Promise((resolve) => {
    const subscription = link.onState((state) => {
      if (state.kind !== kind) return;
      subscription.dispose();
      resolve(state);
    });
  });

describe('the link to the agent', () => {
  test('connects, subscribes, and only then says that it is connected', async () => {
    const { agent, link, states } = linked();
    await link.connect();
    expect(states).toEqual(['connected']);
    expect(agent.asked).toEqual(['hello', 'subscribe']);
  });

  test('says why there is no agent, and fails requests with the same', async () => {
    const { agent, link } = linked();
    agent.up = false;
    await link.connect();
    expect(link.state).toMatchObject({ kind: 'stopped', error: { code: 'agent-not-running' } });
    await expect(link.request('list', {})).rejects.toBe(agent.error);
  });

  test('connects when a socket appears, without being asked', async () => {
    const { agent, link, states } = linked();
    agent.up = false;
    await link.connect();
    const connected = become(link, 'connected');
    agent.comeUp();
    await connected;
    expect(states).toEqual(['stopped', 'connected']);
  });

  test('a socket that appears while an attempt fails is tried again', async () => {
    const { agent, link } = linked();
    agent.up = false;
    const attempt = link.connect();
    agent.comeUp();
    await attempt;
    expect(link.state.kind).toBe('connected');
    expect(agent.connects).toBe(2);
  });

  test('an agent that dies is stopped, one that comes back is found', async () => {
    const { agent, link, states } = linked();
    await link.connect();
    const stopped = become(link, 'stopped');
    agent.die();
    await stopped;
    const connected = become(link, 'connected');
    agent.comeUp();
    await connected;
    expect(states.at(0)).toBe('connected');
    expect(states.at(-1)).toBe('connected');
    expect(states).toContain('stopped');
  });

  test('an agent that takes its socket with it is stopped, not one that was never installed', async () => {
    const { agent, link } = linked();
    await link.connect();
    agent.error = new VirtcellError({ code: 'agent-not-running', message: 'nothing is there', errno: 'ENOENT' });
    agent.die();
    await link.connect();
    expect(link.state.kind).toBe('stopped');
  });

  test('one that hangs up at once is not asked again without end', async () => {
    const { agent, link } = linked();
    link.onState(({ kind }) => kind === 'connected' && setImmediate(() => agent.hangUp()));
    await link.connect();
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    expect(link.state.kind).toBe('stopped');
    expect(agent.connects).toBe(1);
  });

  test('what fails unexpectedly is a state too', async () => {
    const { agent, link } = linked();
    agent.up = false;
    agent.error = new TypeError('no such thing');
    await link.connect();
    expect(link.state).toMatchObject({ kind: 'stopped', error: { code: 'internal' } });
  });

  test('tells of a state once, however often an attempt ends in it', async () => {
    const { agent, link, states } = linked();
    agent.up = false;
    await link.connect();
    await link.connect();
    expect(agent.connects).toBe(2);
    expect(states).toEqual(['stopped']);
    agent.error = new VirtcellError({ code: 'agent-denied', message: 'no', errno: 'EACCES' });
    await link.connect();
    expect(states).toEqual(['stopped', 'denied']);
  });

  test('is known after one attempt; asking whether it is known makes no other', async () => {
    const { agent, link } = linked();
    agent.up = false;
    await Promise.all([link.known(), link.known()]);
    expect(link.state.kind).toBe('stopped');
    await link.known();
    expect(agent.connects).toBe(1);
  });

  test('several who ask at once share one connection', async () => {
    const { agent, link } = linked();
    await Promise.all([link.connect(), link.request('list', {}), link.request('list', {})]);
    expect(agent.connects).toBe(1);
  });

  test('events between the subscription and its answer are not lost, and come after the state', async () => {
    const { agent, link } = linked();
    const heard: string[] = [];
    link.onState(({ kind }) => heard.push(kind));
    link.onEvent(({ kind }) => heard.push(kind));
    const held: (() => void)[] = [];
    agent.held.set('subscribe', held);
    const connecting = link.connect();
    while (held.length === 0) await new Promise(setImmediate);
    agent.tell({ kind: 'state', domain: runningDomain(), reason: 'created' });
    held[0]?.();
    await connecting;
    expect(heard).toEqual(['connected', 'state']);
  });

  test('after dispose it neither connects nor watches', async () => {
    const { agent, link } = linked();
    await link.connect();
    link.dispose();
    expect(agent.watched).toBe(false);
    await link.connect();
    expect(agent.connects).toBe(1);
  });
});

test('an agent that is installed and has no socket is stopped', async () => {
  const { agent, link } = linked();
  agent.up = false;
  agent.installed = true;
  agent.error = new VirtcellError({ code: 'agent-not-running', message: 'no', errno: 'ENOENT' });
  await link.connect();
  expect(link.state.kind).toBe('stopped');
});

test.each([
  ['agent-not-running', 'ENOENT', 'not-installed'],
  ['agent-not-running', 'ECONNREFUSED', 'stopped'],
  ['agent-denied', 'EACCES', 'denied'],
  ['agent-version', undefined, 'wrong-version'],
  ['timeout', undefined, 'stopped'],
] as const)('%s %s means %s', async (code, errno, kind) => {
  const { agent, link } = linked();
  agent.up = false;
  agent.error = new VirtcellError({ code, message: 'no', ...(errno && { errno }) });
  await link.connect();
  expect(link.state.kind).toBe(kind);
});
