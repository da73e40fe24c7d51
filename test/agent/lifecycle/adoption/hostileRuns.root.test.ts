import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DoctorCheck, DomainEntry, StartedDomain } from '../../../../protocol/methods.ts';
import { AgentProcess, VIRTCELL } from '../../agentProcess.ts';
import { bootSectorDomain } from '../../testDomains.ts';
import { HOSTILE } from '../definitions/hostileFiles.ts';

const USER = 1000;

interface Spoiled {
  /** What of a run's folder is another thing now. */
  readonly at: 'status.xml' | '';
  put(path: string): void;
  readonly said: string;
}

const aside = (path: string): string => `${path}.elsewhere`;

/** What may be found where a running domain's folder or status file was. */
const FOUND: Readonly<Record<string, Spoiled>> = {
  ...Object.fromEntries(Object.entries(HOSTILE).map(([what, how]) => [what, { at: 'status.xml' as const, ...how }])),
  'a file of somebody else’s': {
    at: 'status.xml',
    put: (path) => chownSync(path, USER, USER),
    said: `it belongs to uid ${USER}`,
  },
  'a namespace that nobody knows': {
    at: 'status.xml',
    put: (path) =>
      writeFileSync(path, '<domstatus>\n<virtcell/><namespaces><net/></namespaces>\n<domain/></domstatus>'),
    said: 'malformed namespace name: net',
  },
  'a link in the folder’s place': {
    at: '',
    put: (path) => {
      renameSync(path, aside(path));
      symlinkSync(aside(path), path);
    },
    said: 'it is no folder',
  },
  'a file in the folder’s place': {
    at: '',
    put: (path) => {
      renameSync(path, aside(path));
      writeFileSync(path, '');
    },
    said: 'it is no folder',
  },
  'a folder that others may write': { at: '', put: (path) => chmodSync(path, 0o777), said: 'others may write it' },
};

let agent: AgentProcess;
const started = new Map<string, StartedDomain>();
beforeAll(async () => {
  agent = await AgentProcess.start({ sudoUid: USER, config: { limits: { domainsPerUser: 64 } } });
});
afterAll(async () => {
  // What no agent has any more.
  for (const { pid } of started.values()) process.kill(pid ?? 0, 'SIGKILL');
  await agent.dispose();
});

async function start(name: string): Promise<StartedDomain> {
  await agent.json(['define', agent.file(`${name}.xml`, bootSectorDomain(agent, { name }))]);
  const domain = (await agent.json(['start', name])) as StartedDomain;
  started.set(name, domain);
  return domain;
}

async function check(name: string, options: { uid?: number } = {}): Promise<DoctorCheck | undefined> {
  const { stdout } = await agent.virtcell(['doctor', '--json'], options);
  const { checks } = JSON.parse(stdout) as { checks: DoctorCheck[] };
  return checks.find((each) => each.name === name);
}

describe('in the place of a running domain’s status', () => {
  const cases = Object.entries(FOUND).map(([what, spoiled], i) => ({ what, name: `vm${i}`, ...spoiled }));
  const inodes = new Map<string, number>();
  let domains: DomainEntry[];
  let doctor: DoctorCheck | undefined;

  const pathOf = (name: string, at: string): string =>
    `${agent.runDir}/domains/0/${started.get(name)?.uuid}${at === '' ? '' : `/${at}`}`;

  beforeAll(async () => {
    await start('usual');
    for (const { name } of cases) await start(name);
    await agent.signal('SIGTERM');
    for (const { name, at, put } of cases) {
      put(pathOf(name, at));
      inodes.set(name, lstatSync(pathOf(name, at)).ino);
    }
    await agent.start();
    domains = (await agent.json(['list', '--all'])) as DomainEntry[];
    doctor = await check('earlier runs');
  });

  it.each(cases)('$what: it is left alone, told, and not started a second time', async ({ name, at, said }) => {
    const known = domains.find((domain) => domain.name === name);
    expect(known).toMatchObject({ state: 'shut off', problem: { message: expect.stringContaining('may go on') } });
    expect(known?.problem?.message).toContain(said);
    expect(doctor).toMatchObject({ ok: false, detail: expect.stringContaining(known?.uuid ?? '') });
    expect((await agent.virtcell(['start', name])).stderr).toContain('could not take over');
    expect(lstatSync(pathOf(name, at)).ino).toBe(inodes.get(name));
    expect(existsSync(`/proc/${started.get(name)?.pid}/root/dev`)).toBe(true);
  });

  it('its QEMU is no client of the agent either, by its /dev', () => {
    const { pid } = started.get('vm0') as StartedDomain;
    const inside = ['--target', String(pid), '--mount', process.execPath, VIRTCELL, 'list', '--all'];
    const { status, stderr } = spawnSync('nsenter', inside, {
      env: { PATH: process.env.PATH, VIRTCELL_SOCKET: agent.socket },
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([1, expect.stringContaining('[caller-refused]')]);
  });

  it('the others are taken over', async () => {
    expect(domains.find(({ name }) => name === 'usual')).toMatchObject({ state: 'running', problem: null });
    expect((await agent.virtcell(['list', '--all'])).stderr).toContain('vm0: an earlier run of it may go on');
    expect(await check('earlier runs', { uid: USER })).toBeUndefined();
  });
});

describe('in the place of the folder of a user’s runs', () => {
  it('a link is told, and nobody starts anything through it', async () => {
    await agent.signal('SIGTERM');
    symlinkSync(agent.folder, `${agent.runDir}/domains/${USER}`);
    await agent.start();
    const told = await check('earlier runs');
    expect(told).toMatchObject({ ok: false, detail: expect.stringContaining(`domains/${USER}: it is no folder`) });
    const file = agent.file('new.xml', bootSectorDomain(agent, { name: 'new' }, USER));
    expect((await agent.virtcell(['create', file], { uid: USER })).stderr).toContain('[storage]');
  });
});

describe('definitions that could not be used', () => {
  it('are told to root, and to nobody else', async () => {
    await agent.signal('SIGTERM');
    mkdirSync(`${agent.stateDir}/definitions/${USER}`, { recursive: true });
    writeFileSync(`${agent.stateDir}/definitions/${USER}/torn\u001b[31m.xml`, '<domain');
    chownSync(`${agent.stateDir}/definitions/0/usual.xml`, USER, USER);
    await agent.start();
    const told = await check('definitions');
    expect(told).toMatchObject({ ok: false });
    expect(told?.detail).toContain('torn\\u001b[31m.xml');
    expect(told?.detail).toContain(`usual.xml: it belongs to uid ${USER}`);
    expect(await check('definitions', { uid: USER })).toBeUndefined();
    // Its run is taken over all the same; when it ends it is gone, as a domain without a definition is.
    const running = (await agent.json(['list'])) as DomainEntry[];
    expect(running.find(({ name }) => name === 'usual')).toMatchObject({ state: 'running', definition: null });
  });
});
