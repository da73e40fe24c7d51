import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DevReport, DomainEntry, StartedDomain } from '../../../../protocol/methods.ts';
import { AgentProcess } from '../../agentProcess.ts';
import { bootSectorDomain } from '../../testDomains.ts';
import { watchEvents } from '../watchedEvents.ts';

let agent: AgentProcess;
beforeEach(async () => {
  agent = await AgentProcess.start();
});
afterEach(() => agent.dispose());

const entry = async (name: string): Promise<DomainEntry | undefined> =>
  ((await agent.json(['list', '--all'])) as DomainEntry[]).find((domain) => domain.name === name);

async function define(name: string): Promise<DomainEntry> {
  const file = agent.file(`${name}.xml`, bootSectorDomain(agent, { name }));
  return (await agent.json(['define', file])) as DomainEntry;
}

describe('a defined domain', () => {
  it('is started, ended, and defined still', async () => {
    const { uuid } = await define('kept');
    expect(await entry('kept')).toMatchObject({ state: 'shut off', id: null, pid: null, uuid });
    const started = (await agent.json(['start', 'kept'])) as StartedDomain;
    expect(started).toMatchObject({ name: 'kept', uuid, state: 'running', owner: 0 });
    expect((await agent.virtcell(['start', 'kept'])).stderr).toContain('domain-running');
    expect((await agent.virtcell(['destroy', 'kept'])).code).toBe(0);
    expect(runs(started.pid)).toBe(false);
    expect(await entry('kept')).toMatchObject({ state: 'shut off', uuid });
    expect((await agent.virtcell(['destroy', 'kept'])).stderr).toContain('domain-not-running');
    expect((await agent.virtcell(['undefine', 'kept'])).code).toBe(0);
    expect(await entry('kept')).toBeUndefined();
  });

  it('tells the steps of its start, in order, each with its time', async () => {
    await define('steps');
    const { timeline } = (await agent.json(['start', 'steps'])) as StartedDomain;
    expect(timeline.map(({ step }) => step)).toEqual([
      ...['plan', 'launcher', 'spec'],
      ...[
        'make-dev',
        'leave-host',
        'take-mounts',
        'enter-dev',
        'open-files',
        'limits',
        'drop-identity',
        'confine',
        'exec',
      ],
      ...['consoles', 'continue'],
    ]);
    expect(timeline.filter(({ ns }) => ns <= 0)).toEqual([]);
  });

  it('edge 26: has nothing of a former run in the next', async () => {
    await define('twice');
    await agent.json(['start', 'twice']);
    await agent.virtcell(['console', 'twice', '--until', 'former'], { input: 'former' });
    await agent.virtcell(['destroy', 'twice']);
    const rng = "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>";
    await agent.json(['define', agent.file('twice.xml', bootSectorDomain(agent, { name: 'twice', devices: rng }))]);
    await agent.json(['start', 'twice']);
    const { stdout } = await agent.virtcell(['console', 'twice', '--read-only', '--until', 'ready']);
    expect(stdout).not.toContain('former');
    const { nodes } = (await agent.json(['dev', 'twice'])) as DevReport;
    expect(nodes.find(({ path }) => path === '/dev/urandom')?.reasons).toMatchObject([
      { kind: 'default' },
      { kind: 'element', device: 'rng0' },
    ]);
    expect(nodes.filter(({ state }) => state !== 'as-planned')).toEqual([]);
  });

  it('is there after the agent was started anew', async () => {
    const { uuid } = await define('again');
    await agent.signal('SIGTERM');
    await agent.start();
    expect(await entry('again')).toMatchObject({ name: 'again', uuid, state: 'shut off' });
  });

  it('keeps its UUID when XML without one redefines it', async () => {
    const { uuid } = await define('stable');
    expect((await define('stable')).uuid).toBe(uuid);
  });

  it('powers off when its guest is asked to, and says so', async () => {
    await define('polite');
    await agent.json(['start', 'polite']);
    await agent.virtcell(['console', 'polite', '--read-only', '--until', 'ready']);
    const events = await watchEvents(agent);
    expect((await agent.virtcell(['shutdown', 'polite'])).code).toBe(0);
    expect(await events.state('shut off')).toMatchObject({ reason: 'shutdown' });
    events.end();
  });

  it('can be started paused, and its guest has not run then', async () => {
    await define('paused');
    expect(await agent.json(['start', 'paused', '--paused'])).toMatchObject({ state: 'paused' });
    const { uuid } = (await entry('paused')) ?? { uuid: '' };
    expect(readFileSync(`${agent.stateDir}/consoles/0/${uuid}/serial0.log`, 'utf8')).toBe('');
  });
});

describe('a guest that powers off', () => {
  const POWER_OFF = '\x04';
  const create = async (name: string, action: string): Promise<StartedDomain> => {
    const xml = bootSectorDomain(agent, { name }).replace(
      '<features>',
      `<on_poweroff>${action}</on_poweroff><features>`,
    );
    const started = (await agent.json(['create', agent.file(`${name}.xml`, xml)])) as StartedDomain;
    await agent.virtcell(['console', name, '--read-only', '--until', 'ready']);
    return started;
  };

  it('ends its domain with destroy', async () => {
    await create('ends', 'destroy');
    const events = await watchEvents(agent);
    await agent.virtcell(['console', 'ends'], { input: POWER_OFF });
    expect(await events.state('shut off')).toMatchObject({ reason: 'shutdown' });
    events.end();
  });

  it('starts again in the same process with restart', async () => {
    const { pid } = await create('restarts', 'restart');
    const { code } = await agent.virtcell(['console', 'restarts', '--until', 'ready'], { input: POWER_OFF });
    expect(code).toBe(0);
    expect(await entry('restarts')).toMatchObject({ state: 'running', pid });
  });

  it('stays, paused, to be looked at with preserve', async () => {
    const { pid } = await create('stays', 'preserve');
    const events = await watchEvents(agent);
    await agent.virtcell(['console', 'stays'], { input: POWER_OFF });
    await events.state('paused');
    events.end();
    expect(await entry('stays')).toMatchObject({ state: 'paused', pid });
    expect((await agent.virtcell(['destroy', 'stays'])).code).toBe(0);
  });
});

describe('an agent that is killed', () => {
  it('leaves its domains running, and the next one takes them over whole', async () => {
    const file = agent.file('survivor.xml', bootSectorDomain(agent, { name: 'survivor' }));
    const before = (await agent.json(['create', file])) as StartedDomain;
    const dev = await agent.json(['dev', 'survivor']);
    await agent.signal('SIGKILL');
    expect(runs(before.pid)).toBe(true);
    await agent.start();
    const { id: _, timeline: __, ...same } = before;
    expect(await entry('survivor')).toMatchObject(same);
    expect(await agent.json(['dev', 'survivor'])).toEqual(dev);
    const { code } = await agent.virtcell(['console', 'survivor', '--until', 'still here'], { input: 'still here' });
    expect(code).toBe(0);
    expect((await agent.virtcell(['destroy', 'survivor'])).code).toBe(0);
    expect(runs(before.pid)).toBe(false);
    expect(await entry('survivor')).toBeUndefined();
  });

  it('finds nothing of a domain that ended while there was no agent', async () => {
    const file = agent.file('gone.xml', bootSectorDomain(agent, { name: 'gone' }));
    const { pid } = (await agent.json(['create', file])) as StartedDomain;
    await agent.signal('SIGKILL');
    process.kill(pid ?? 0, 'SIGKILL');
    await agent.start();
    expect(await entry('gone')).toBeUndefined();
  });
});

describe('a QEMU that is killed from outside', () => {
  it('is reported with the signal, and nothing of it is left', async () => {
    const file = agent.file('shot.xml', bootSectorDomain(agent, { name: 'shot' }));
    const { pid, uuid } = (await agent.json(['create', file])) as StartedDomain;
    const events = await watchEvents(agent);
    process.kill(pid ?? 0, 'SIGKILL');
    expect(await events.state('shut off')).toMatchObject({
      reason: 'killed by SIGKILL',
    });
    events.end();
    expect(existsSync(`${agent.runDir}/domains/0/${uuid}`)).toBe(false);
    expect(existsSync(`${agent.stateDir}/consoles/0/${uuid}`)).toBe(false);
  });
});

/** Also false for a process that ended and that its new parent has not reaped yet. */
const runs = (pid: number | null): boolean => existsSync(`/proc/${pid}/root/dev`);
