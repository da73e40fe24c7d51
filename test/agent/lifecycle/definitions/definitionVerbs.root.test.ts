import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bootId } from '../../../../agent/host/processIdentity.ts';
import type { DomainEntry, DomainInfo } from '../../../../protocol/methods.ts';
import { AgentProcess } from '../../agentProcess.ts';
import { bootSectorDomain } from '../../testDomains.ts';
import { watchEvents } from '../watchedEvents.ts';

/** `nobody`, whom every machine has: a domain can start with the machine only as a user that there is. */
const ANN = 65534;

let agent: AgentProcess;
beforeEach(async () => {
  agent = await AgentProcess.start({ sudoUid: ANN });
});
afterEach(() => agent.dispose());

const info = async (name: string, owner = 0): Promise<DomainInfo> =>
  (await agent.json(['dominfo', name, '--owner', String(owner)])) as DomainInfo;

async function define(name: string, owner = 0, change = (xml: string) => xml): Promise<string> {
  const file = agent.file(`${name}.xml`, change(bootSectorDomain(agent, { name }, owner)));
  await agent.json(['define', file], { uid: owner });
  return file;
}

/** Runs a verb, with this program as the editor; what it said, or the code of its refusal. */
async function edit(name: string, script: string): Promise<string> {
  const { code, stdout, stderr } = await agent.virtcell(['edit', name], {
    env: { VISUAL: `sed -i -e '${script}'`, EDITOR: 'false' },
  });
  return code === 0 ? stdout.trim() : stderr;
}

describe('dominfo', () => {
  it('tells of a domain that runs, and of one that does not', async () => {
    const file = await define('vm', 0, (xml) =>
      xml.replace('</memory>', '</memory><currentMemory unit="MiB">16</currentMemory>'),
    );
    const memory = { maximum: 32 << 20, current: 16 << 20 };
    expect(await info('vm')).toMatchObject({
      ...{ state: 'shut off', persistent: true, autostart: false, vcpus: { maximum: 1, current: 1 }, memory },
      ...{ reason: null, since: null, startedAt: null, privateDev: null, changed: null, problem: null },
      definition: { file },
    });
    await agent.json(['start', 'vm']);
    const running = await info('vm');
    expect(running).toMatchObject({ state: 'running', reason: 'booted', persistent: true, changed: false });
    expect(running.privateDev?.nodes).toBeGreaterThan(5);
    expect(Date.parse(running.startedAt ?? '')).toBeLessThanOrEqual(Date.parse(running.since ?? ''));
    await agent.virtcell(['undefine', 'vm']);
    expect(await info('vm')).toMatchObject({ persistent: false, changed: null, definition: null });
    const { stdout } = await agent.virtcell(['dominfo', 'vm']);
    expect(stdout).toMatch(/^State: +running \(booted\)$/m);
    expect(stdout).toMatch(/^Persistent: +no$/m);
  });
});

describe('a domain that runs and is not defined', () => {
  it('becomes one that stays when it is defined, with its logs', async () => {
    const file = agent.file('vm.xml', bootSectorDomain(agent, { name: 'vm' }));
    const { uuid } = (await agent.json(['create', file])) as DomainEntry;
    const status = (): string => readFileSync(`${agent.runDir}/domains/0/${uuid}/status.xml`, 'utf8');
    expect(status()).toContain("persistent='no'");
    await agent.json(['define', file]);
    expect(status()).toContain("persistent='yes'");
    await agent.signal('SIGKILL');
    await agent.start();
    await agent.virtcell(['destroy', 'vm']);
    expect(await info('vm')).toMatchObject({ state: 'shut off', uuid });
    expect(existsSync(`${agent.stateDir}/consoles/0/${uuid}/serial0.log`)).toBe(true);
  });
});

describe('edit', () => {
  it('defines what was saved, of the file that it was from, and shows what the next start changes', async () => {
    const file = await define('vm');
    await agent.json(['start', 'vm']);
    expect(await edit('vm', 's/never//')).toBe("Domain 'vm' not changed");
    expect(await edit('vm', 's/<vcpu>1/<vcpu>2/')).toBe("Domain 'vm' edited");
    expect(await info('vm')).toMatchObject({ definition: { file }, changed: true, vcpus: { current: 1 } });
    expect((await agent.virtcell(['diff', 'vm'])).stdout).toContain('+  <vcpu>2</vcpu>');
    await agent.virtcell(['destroy', 'vm']);
    expect(await info('vm')).toMatchObject({ vcpus: { current: 2 } });
  });

  it('says where what was saved is wrong, and changes nothing', async () => {
    await define('vm');
    const said = await edit('vm', 's/<vcpu>1/<vcpu>many/');
    expect(said).toContain('vm.xml:5:9: error');
    expect(said).not.toContain('again?');
    expect(await info('vm')).toMatchObject({ vcpus: { current: 1 } });
    expect(await edit('vm', 's/<name>vm/<name>other/')).toMatch(
      /is the UUID of the domain vm.*domain-exists.*keeps its name/s,
    );
  });

  it('does not overwrite what somebody else has defined meanwhile', async () => {
    await define('vm');
    const other = agent.file('other.xml', bootSectorDomain(agent, { name: 'vm' }).replace('<vcpu>1', '<vcpu>3'));
    const virtcell = `${process.execPath} ${new URL('../../../../dist/virtcell.js', import.meta.url).pathname}`;
    const script = agent.file(
      'editor',
      `#!/bin/sh\n${virtcell} define ${other} >&2\nsed -i s/\\<vcpu\\>1/\\<vcpu\\>2/ "$1"\n`,
      0,
      0o755,
    );
    const { code, stderr } = await agent.virtcell(['edit', 'vm'], { env: { EDITOR: script } });
    expect([code, stderr.includes('meanwhile')]).toEqual([1, true]);
    expect(await info('vm')).toMatchObject({ vcpus: { current: 3 } });
  });

  it('by root of another user’s stays that user’s', async () => {
    await define('vm', ANN);
    expect(await edit('vm', 's/<vcpu>1/<vcpu>2/')).toBe("Domain 'vm' edited");
    expect(await info('vm', ANN)).toMatchObject({ owner: ANN, vcpus: { current: 2 } });
    expect(await agent.json(['list', '--all'])).toHaveLength(1);
  });
});

describe('domains that start with the machine', () => {
  /** What is left when the machine starts: nothing in /run. */
  async function reboot(): Promise<void> {
    for (const { name, owner } of (await agent.json(['list'])) as DomainEntry[])
      await agent.virtcell(['destroy', name, '--owner', String(owner)]);
    await agent.signal('SIGTERM');
    rmSync(agent.runDir, { recursive: true });
    await agent.start();
  }

  /** Subscribed as soon as the agent serves: of some that came before, `list` tells. */
  async function untilStarted(count: number): Promise<void> {
    const events = await watchEvents(agent);
    const running = async (): Promise<number> =>
      ((await agent.json(['list'])) as DomainEntry[]).filter(({ state }) => state === 'running').length;
    let seen = await running();
    while (seen < count) {
      await events.another('state');
      seen = await running();
    }
    events.end();
  }

  it('are started by the first agent, each as its owner, and not by the next', async () => {
    await define('root-vm');
    await define('anns', ANN);
    await define('not');
    await agent.json(['autostart', 'root-vm']);
    expect(await agent.json(['autostart', 'anns'], { uid: ANN })).toMatchObject({ autostart: true });
    await reboot();
    await untilStarted(2);
    const { pid } = await info('anns', ANN);
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(new RegExp(`^Uid:(\t${ANN}){4}$`, 'm'));
    expect(readFileSync(`${agent.runDir}/autostarted`, 'utf8')).toBe(bootId());
    await agent.virtcell(['destroy', 'root-vm']);
    await agent.signal('SIGKILL');
    await agent.start();
    expect(((await agent.json(['list'])) as DomainEntry[]).map(({ name }) => name)).toEqual(['anns']);
  });

  it('that cannot be started is said where its owner looks, and keeps none of the others from starting', async () => {
    for (const name of ['a', 'b', 'c', 'd']) {
      await define(name);
      await agent.json(['autostart', name]);
    }
    rmSync(`${agent.folder}/files/b.img`);
    await reboot();
    await untilStarted(3);
    const { problem, state } = await info('b');
    expect([state, problem?.code, problem?.message]).toEqual([
      'shut off',
      'missing-file',
      expect.stringContaining('b.img'),
    ]);
    expect((await agent.virtcell(['list', '--all'])).stderr).toContain('b: it could not be started with the machine');
    expect(agent.errors).toContain('it could not be started with the machine');
    agent.file('b.img', Buffer.alloc(1 << 20), 0, 0o600);
    await agent.json(['start', 'b']);
    expect(await info('b')).toMatchObject({ problem: null });
  });

  it('no more once that was taken back, or the domain is undefined', async () => {
    await define('vm');
    await agent.json(['autostart', 'vm']);
    await agent.json(['autostart', 'vm', '--disable']);
    expect(await info('vm')).toMatchObject({ autostart: false });
    await agent.json(['autostart', 'vm']);
    await agent.virtcell(['undefine', 'vm']);
    expect(readdirSync(`${agent.stateDir}/definitions/0`)).toEqual([]);
    await agent.json(['create', agent.file('vm.xml', bootSectorDomain(agent, { name: 'vm' }))]);
    expect((await agent.virtcell(['autostart', 'vm'])).stderr).toContain('domain-state');
  });
});
