import { existsSync, readdirSync, readFileSync, watch } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DomainEntry, StartedDomain } from '../../../../protocol/methods.ts';
import { AgentProcess } from '../../agentProcess.ts';
import { withoutSmallDisks } from '../../smallDisk.ts';
import { bootSectorDomain } from '../../testDomains.ts';

let agent: AgentProcess;
beforeEach(async () => {
  agent = await AgentProcess.start();
});
afterEach(() => agent.dispose());

const xmlFile = (name: string): string => agent.file(`${name}.xml`, bootSectorDomain(agent, { name }));
const list = async (): Promise<DomainEntry[]> => (await agent.json(['list', '--all'])) as DomainEntry[];

/** What a run could leave on the host. */
const traces = () => ({
  mounts: withoutSmallDisks(readFileSync('/proc/self/mountinfo', 'utf8')),
  runs: below(`${agent.runDir}/domains/0`),
  logs: below(`${agent.stateDir}/consoles/0`),
  processes: children(agent.pid).filter((name) => name.startsWith('qemu')),
});

const below = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

const children = (pid: number): string[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter((child) => child !== '')
    .map((child) => readFileSync(`/proc/${child}/comm`, 'utf8').trim());

describe('two starts of one domain at once', () => {
  it('are one start; the other is told that it runs', async () => {
    await agent.json(['define', xmlFile('once')]);
    const results = await Promise.all([agent.virtcell(['start', 'once']), agent.virtcell(['start', 'once'])]);
    expect(results.map(({ code }) => code).sort()).toEqual([0, 1]);
    expect(results.find(({ code }) => code === 1)?.stderr).toContain('domain-running');
    expect(traces().processes).toHaveLength(1);
    expect(await list()).toMatchObject([{ name: 'once', state: 'running' }]);
  });
});

describe('ten domains at once', () => {
  it('all run, and leave nothing when all are ended at once', async () => {
    const before = traces();
    const names = Array.from({ length: 10 }, (_, index) => `many${index}`);
    const started = await Promise.all(names.map((name) => agent.json(['create', xmlFile(name)])));
    expect(started).toHaveLength(10);
    expect(new Set(started.map((entry) => (entry as StartedDomain).id)).size).toBe(10);
    expect((await list()).map(({ state }) => state)).toEqual(names.map(() => 'running'));
    const ended = await Promise.all(names.map((name) => agent.virtcell(['destroy', name])));
    expect(ended.filter(({ code }) => code !== 0)).toEqual([]);
    expect(await list()).toEqual([]);
    expect(traces()).toEqual(before);
  });
});

describe('twenty lives of one domain', () => {
  it('cost the agent no descriptor', async () => {
    const file = xmlFile('again');
    const round = async () => {
      await agent.json(['create', file]);
      await agent.virtcell(['console', 'again', '--until', 'hello'], { input: 'hello' });
      expect((await agent.virtcell(['destroy', 'again'])).code).toBe(0);
    };
    // The first round starts what stays: the thread that drains consoles.
    await round();
    const before = await descriptors();
    for (let count = 0; count < 20; count++) await round();
    expect(await descriptors()).toBe(before);
  });

  /** Counted when the launcher that is kept ready is there: it has descriptors of its own, and comes a little later. */
  async function descriptors(): Promise<number> {
    while (children(agent.pid).length === 0) await agent.json(['list']);
    await agent.virtcell(['doctor']);
    return readdirSync(`/proc/${agent.pid}/fd`).length;
  }
});

describe('a domain that is ended while it starts', () => {
  it('is gone when both who started it and who ended it have their answers', async () => {
    await agent.json(['define', xmlFile('brief')]);
    const before = traces();
    const begun = statusWritten();
    const starting = agent.virtcell(['start', 'brief']);
    await begun;
    const destroyed = await agent.virtcell(['destroy', 'brief']);
    // The start may have been the faster one: then it was whole, and what is ended is a running domain.
    const { code, stderr } = await starting;
    expect(destroyed.code).toBe(0);
    if (code !== 0) expect(stderr).toContain('was destroyed while it started');
    expect(await list()).toMatchObject([{ name: 'brief', state: 'shut off' }]);
    expect({ ...traces(), logs: [] }).toEqual({ ...before, logs: [] });
    expect((await agent.virtcell(['start', 'brief'])).code).toBe(0);
  });

  it('by SIGKILL of what is to become QEMU, is told so, and leaves nothing', async () => {
    const before = traces();
    const begun = statusWritten();
    const creating = agent.virtcell(['create', xmlFile('shot')]);
    const pid = /pid='(\d+)'/.exec(await begun)?.[1];
    process.kill(Number(pid), 'SIGKILL');
    const { code, stderr } = await creating;
    expect(code).toBe(1);
    expect(stderr).toMatch(/\[(launch-step|qemu-died|monitor)\]/);
    expect(traces()).toEqual(before);
  });

  /** The text of the first status file that appears below the runtime directory: `starting`, before the spec is sent. */
  function statusWritten(): Promise<string> {
    return new Promise((resolve) => {
      const watcher = watch(`${agent.runDir}/domains`, { recursive: true }, () => look());
      const look = () => {
        const [uuid] = below(`${agent.runDir}/domains/0`);
        const path = `${agent.runDir}/domains/0/${uuid}/status.xml`;
        if (!uuid || !existsSync(path)) return;
        watcher.close();
        resolve(readFileSync(path, 'utf8'));
      };
    });
  }
});

describe('a QEMU that is stopped', () => {
  it('is ended nevertheless, by SIGKILL after five seconds', async () => {
    const { pid } = (await agent.json(['create', xmlFile('frozen')])) as StartedDomain;
    process.kill(pid ?? 0, 'SIGSTOP');
    expect((await agent.virtcell(['destroy', 'frozen'])).code).toBe(0);
    expect(traces()).toMatchObject({ runs: [], logs: [], processes: [] });
  });
});

describe('a guest that does not care for its power button', () => {
  it('runs on, and whoever pressed it has an answer', async () => {
    const xml = bootSectorDomain(agent, { name: 'deaf' }).replace('<features><acpi/></features>', '');
    await agent.json(['create', agent.file('deaf.xml', xml)]);
    expect((await agent.virtcell(['shutdown', 'deaf'])).code).toBe(0);
    expect((await agent.virtcell(['console', 'deaf', '--until', 'still'], { input: 'still' })).code).toBe(0);
    expect((await agent.virtcell(['destroy', 'deaf'])).code).toBe(0);
  });
});
