import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bootId, isRunning, processIdentity } from '../../../../agent/host/processIdentity.ts';
import type { DevReport, DomainEntry, StartedDomain } from '../../../../protocol/methods.ts';
import { AgentProcess } from '../../agentProcess.ts';
import { bootSectorDomain } from '../../testDomains.ts';
import { watchEvents } from '../watchedEvents.ts';

let agent: AgentProcess;
const bystanders: ChildProcess[] = [];
beforeEach(async () => {
  agent = await AgentProcess.start();
});
afterEach(async () => {
  for (const process of bystanders.splice(0)) process.kill('SIGKILL');
  await agent.dispose();
});

const list = async (): Promise<DomainEntry[]> => (await agent.json(['list', '--all'])) as DomainEntry[];

async function create(name: string, change = (xml: string) => xml): Promise<StartedDomain & { runDir: string }> {
  const file = agent.file(`${name}.xml`, change(bootSectorDomain(agent, { name })));
  const started = (await agent.json(['create', file])) as StartedDomain;
  return { ...started, runDir: `${agent.runDir}/domains/0/${started.uuid}` };
}

/** Changes a domain's status file as another agent, another boot or a broken disk would have left it. */
function rewrite({ runDir }: { runDir: string }, change: (text: string) => string): void {
  const path = `${runDir}/status.xml`;
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

/** Ends the processes of domains that no agent has any more. */
const end = ({ pid }: { pid: number | null }) => process.kill(pid ?? 0, 'SIGKILL');

describe('an agent that is asked to end', () => {
  it('does so, also when its domains are adopted ones, and the next one has them all', async () => {
    const first = await create('first');
    const second = await create('second');
    for (const signal of ['SIGTERM', 'SIGKILL', 'SIGTERM', 'SIGTERM'] as const) {
      await agent.signal(signal);
      await agent.start();
      expect((await list()).map(({ name, pid, state }) => [name, pid, state]).sort()).toEqual([
        ['first', first.pid, 'running'],
        ['second', second.pid, 'running'],
      ]);
    }
    expect((await agent.virtcell(['console', 'first', '--until', 'yes'], { input: 'yes' })).code).toBe(0);
    for (const name of ['first', 'second']) expect((await agent.virtcell(['destroy', name])).code).toBe(0);
    expect(readdirSync(`${agent.runDir}/domains/0`)).toEqual([]);
    expect(readdirSync(`${agent.stateDir}/consoles/0`)).toEqual([]);
  });
});

describe('what a domain was defined and started from', () => {
  it('is told apart, and known to the next agent', async () => {
    const file = agent.file('vm.xml', bootSectorDomain(agent, { name: 'vm' }));
    const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
    const text = readFileSync(file, 'utf8');
    await agent.json(['define', file]);
    await agent.json(['start', 'vm']);
    writeFileSync(file, `${text}<!-- edited -->`);
    await agent.json(['define', file]);
    const known = {
      definition: { file, sha256: hash(`${text}<!-- edited -->`) },
      startedFrom: { file, sha256: hash(text) },
    };
    expect(await list()).toMatchObject([{ name: 'vm', state: 'running', ...known }]);
    await agent.signal('SIGKILL');
    await agent.start();
    expect(await list()).toMatchObject([{ name: 'vm', state: 'running', ...known }]);
    expect((await agent.virtcell(['destroy', 'vm'])).code).toBe(0);
    expect(await list()).toMatchObject([{ state: 'shut off', definition: known.definition, startedFrom: null }]);
  });

  it('names places in the text as it was sent, though the definition has a UUID more', async () => {
    const xml = bootSectorDomain(agent, {
      name: 'vm',
      devices: "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>",
    });
    const line = xml.split('\n').findIndex((text) => text.includes('<backend'));
    await agent.json(['define', agent.file('vm.xml', xml)]);
    await agent.json(['start', 'vm']);
    const { nodes } = (await agent.json(['dev', 'vm'])) as DevReport;
    const reasons = nodes.find(({ path }) => path === '/dev/urandom')?.reasons;
    expect(reasons?.find(({ kind }) => kind === 'element')?.range?.start.line).toBe(line);
  });
});

describe('an agent that is killed in the middle of a start', () => {
  it('leaves what the next one ends, and nothing of it stays', async () => {
    const file = agent.file('unborn.xml', bootSectorDomain(agent, { name: 'unborn' }));
    const begun = new Promise<string>((resolve) => {
      const watcher = watch(`${agent.runDir}/domains`, { recursive: true }, (_, name) => {
        if (!name?.endsWith('status.xml')) return;
        watcher.close();
        process.kill(agent.pid, 'SIGKILL');
        resolve(readFileSync(`${agent.runDir}/domains/${name}`, 'utf8'));
      });
    });
    const creating = agent.virtcell(['create', file]);
    const text = await begun;
    await agent.signal('SIGKILL');
    expect((await creating).code).toBe(1);
    const [, pid] = /pid='(\d+)'/.exec(text) ?? [];
    const [, startTime = ''] = /startTime='(\d+)'/.exec(text) ?? [];
    expect(text).toContain("state='starting'");
    await agent.start();
    expect(isRunning({ pid: Number(pid), startTime, bootId: bootId() })).toBe(false);
    expect(await list()).toEqual([]);
    expect(readdirSync(`${agent.runDir}/domains/0`)).toEqual([]);
    expect(readdirSync(`${agent.stateDir}/consoles/0`)).toEqual([]);
    expect((await agent.virtcell(['create', file])).code).toBe(0);
  });
});

describe('a status file', () => {
  it('of a namespace that is not known here is reported, and left alone; the others are taken over', async () => {
    const uuid = '<uuid>5d3c8f1e-0000-4000-8000-000000000002</uuid>';
    const strange = await create('strange', (xml) => xml.replace('<memory', `${uuid}<memory`));
    await create('usual');
    await agent.signal('SIGTERM');
    rewrite(strange, (text) => text.replace('<mount/>', '<mount/><net/>'));
    await agent.start();
    expect(agent.errors).toContain('malformed namespace name: net');
    expect(await list()).toMatchObject([{ name: 'usual', state: 'running' }]);
    // Its QEMU may go on: there must be no second one, and nothing of it may be cleared away.
    const again = await agent.virtcell(['create', `${agent.folder}/files/strange.xml`]);
    expect([again.code, again.stderr.includes('could not take over')]).toEqual([1, true]);
    expect(existsSync(strange.runDir)).toBe(true);
    end(strange);
  });

  it.each([
    ['torn in the middle', (text: string) => text.slice(0, text.length / 2)],
    ['torn in its first line', (text: string) => text.slice(0, 20)],
    ['empty', () => ''],
    ['of zeros', (text: string) => '\0'.repeat(text.length)],
    ['of a whole mebibyte', () => '<domstatus>'.repeat(100_000)],
  ])('%s is reported, and left alone; the others are taken over', async (_, spoil) => {
    const torn = await create('torn');
    await create('usual');
    await agent.signal('SIGTERM');
    rewrite(torn, spoil);
    await agent.start();
    expect(agent.errors).toContain(torn.uuid);
    expect(await list()).toMatchObject([{ name: 'usual', state: 'running' }]);
    expect(existsSync(torn.runDir)).toBe(true);
    end(torn);
  });

  it('that was never written says that nothing was started', async () => {
    await agent.signal('SIGTERM');
    mkdirSync(`${agent.runDir}/domains/0/00000000-0000-0000-0000-00000000000a`, { recursive: true });
    writeFileSync(`${agent.runDir}/domains/note`, 'nobody’s');
    await agent.start();
    expect(readdirSync(`${agent.runDir}/domains/0`)).toEqual([]);
    expect(agent.errors).not.toContain('not taken over');
  });

  it('of another boot is cleared away with its logs', async () => {
    const old = await create('old');
    await agent.signal('SIGTERM');
    rewrite(old, (text) => text.replace(bootId(), '00000000-0000-4000-8000-000000000000'));
    await agent.start();
    expect(await list()).toEqual([]);
    expect(existsSync(old.runDir)).toBe(false);
    expect(existsSync(`${agent.stateDir}/consoles/0/${old.uuid}`)).toBe(false);
    end(old);
  });

  it.each(['running', 'starting'])(
    '“%s” of a number that another process has now ends nothing but itself',
    async (state) => {
      const dead = await create('dead');
      await agent.signal('SIGTERM');
      end(dead);
      const bystander = spawn('sleep', ['infinity']);
      bystanders.push(bystander);
      const identity = processIdentity(bystander.pid ?? 0);
      rewrite(dead, (text) =>
        text
          .replace(/state='\w+' pid='\d+'/, `state='${state}' pid='${identity.pid}'`)
          .replace(/mountNamespace='\d+'/, ''),
      );
      await agent.start();
      expect(await list()).toEqual([]);
      expect(existsSync(dead.runDir)).toBe(false);
      expect(isRunning(identity)).toBe(true);
    },
  );
});

describe('a domain whose XML is as deep and as long as is allowed', () => {
  it('is taken over: inside the status file it is deeper and longer still', async () => {
    const depth = 64 - 2;
    const metadata = `<metadata>${'<a xmlns="urn:a">'.repeat(depth)}${'</a>'.repeat(depth)}</metadata>`;
    const uuid = '<uuid>5d3c8f1e-0000-4000-8000-000000000001</uuid>';
    const { pid } = await create('vast', (xml) => {
      const deep = xml.replace('<memory', `${uuid}${metadata}<memory`);
      return deep.replace('</domain>', `<!--${'x'.repeat((1 << 20) - Buffer.byteLength(deep) - 7)}--></domain>`);
    });
    await agent.signal('SIGTERM');
    await agent.start();
    expect(await list()).toMatchObject([{ name: 'vast', pid, state: 'running' }]);
  });
});

describe('a QEMU whose monitor does not answer', () => {
  it('is reported, not killed, not started twice, and is the agent’s as soon as it speaks', async () => {
    const silent = await create('silent');
    await agent.signal('SIGTERM');
    process.kill(silent.pid ?? 0, 'SIGSTOP');
    await agent.start();
    expect(agent.errors).toContain('the monitor cannot be reached');
    expect(await list()).toMatchObject([{ name: 'silent', pid: silent.pid, state: 'running' }]);
    expect((await agent.virtcell(['create', `${agent.folder}/files/silent.xml`])).stderr).toContain('domain-exists');
    expect((await agent.virtcell(['shutdown', 'silent'])).stderr).toMatch(/cannot be reached.*speaks/s);
    expect((await list())[0]?.problem).toMatchObject({
      code: 'monitor',
      hint: expect.stringContaining('virtcell destroy'),
    });
    // Waiting for it is no reason to stay.
    await agent.signal('SIGTERM');
    await agent.start();
    const events = await watchEvents(agent);
    process.kill(silent.pid ?? 0, 'SIGCONT');
    await events.reason('its monitor answers');
    events.end();
    expect(await list()).toMatchObject([{ name: 'silent', problem: null }]);
    expect((await agent.virtcell(['suspend', 'silent'])).code).toBe(0);
    expect(await list()).toMatchObject([{ name: 'silent', state: 'paused' }]);
    expect((await agent.virtcell(['destroy', 'silent'])).code).toBe(0);
    expect(existsSync(silent.runDir)).toBe(false);
  });
});

describe('what a start decided', () => {
  it.each([
    ['is gone', (path: string) => rmSync(path)],
    ['is torn', (path: string) => writeFileSync(path, '{"plan":')],
  ])('and that %s, is no reason to lose the domain', async (_, spoil) => {
    const { pid, runDir } = await create('kept');
    await agent.signal('SIGTERM');
    spoil(`${runDir}/start.json`);
    await agent.start();
    expect(agent.errors).toContain('the plan of its start is lost');
    expect(await list()).toMatchObject([{ name: 'kept', pid, state: 'running' }]);
  });
});

describe('a definition', () => {
  it('that cannot be read is reported, and no hindrance to the others', async () => {
    const file = agent.file('good.xml', bootSectorDomain(agent, { name: 'good' }));
    await agent.json(['define', file]);
    await agent.signal('SIGTERM');
    const folder = `${agent.stateDir}/definitions/0`;
    writeFileSync(`${folder}/torn.xml`, '<domain type="qe');
    renameSync(`${folder}/good.xml`, `${folder}/other.xml`);
    writeFileSync(`${folder}/good.xml`, readFileSync(`${folder}/other.xml`));
    mkdirSync(`${folder}/folder.xml`);
    writeFileSync(`${agent.stateDir}/definitions/stray`, '');
    await agent.start();
    expect((await list()).map(({ name }) => name)).toEqual(['good']);
    for (const name of ['torn', 'other', 'folder']) expect(agent.errors).toContain(`${name}.xml is not taken in`);
  });
});
