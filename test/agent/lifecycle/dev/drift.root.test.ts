import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync, watch, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { openWebSocket } from '../../../../agent/cli/connect.ts';
import { majorOf, minorOf } from '../../../../plan/privateDev/deviceNumber.ts';
import { AgentClient } from '../../../../protocol/agentClient.ts';
import type { AgentEvent } from '../../../../protocol/events.ts';
import { messageSocket } from '../../../../protocol/messageSocket.ts';
import type { DevReport, StartedDomain } from '../../../../protocol/methods.ts';
import { AgentProcess } from '../../agentProcess.ts';
import { bootSectorDomain } from '../../testDomains.ts';

/** A folder of the host's /dev for nodes that are no device of anybody's: copies of null and random. */
const FOLDER = `/dev/virtcell-drift-${process.pid}`;
const NODE = `${FOLDER}/node`;
const LINK = `${FOLDER}/link`;

let agent: AgentProcess;
let client: AgentClient | undefined;
afterEach(async () => {
  client?.close();
  client = undefined;
  await agent?.virtcell(['destroy', 'drift']);
  await agent?.dispose();
  rmSync(FOLDER, { recursive: true, force: true });
});

const mknod = (path: string, minor: number): void => {
  execFileSync('mknod', ['-m', '666', path, 'c', '1', String(minor)]);
};
const numbers = (path: string): string => {
  const { rdev } = lstatSync(path);
  return `${majorOf(rdev)}:${minorOf(rdev)}`;
};

/** Whether the agent has a watch of the very folder, inotify(7). */
const isWatched = (path: string): boolean => {
  // Descriptors come and go meanwhile: grep is silent about those.
  const { stdout } = spawnSync('grep', ['-rhs', '^inotify', `/proc/${agent.pid}/fdinfo`], { encoding: 'utf8' });
  return stdout.includes(` ino:${lstatSync(path).ino.toString(16)} `);
};

/** A running domain that has the node (1:5) and a link to it; by default and, where it is to be open, as its rng. */
async function run(
  devSync: 'manual' | 'automatic' = 'manual',
  devices = '',
  more: readonly string[] = [],
): Promise<string> {
  mkdirSync(FOLDER, { recursive: true });
  mknod(NODE, 5);
  execFileSync('ln', ['-s', 'node', LINK]);
  agent = await AgentProcess.start({ config: { devSync, defaultNodes: ['/dev/null', '/dev/ptmx', LINK, ...more] } });
  const file = agent.file('drift.xml', bootSectorDomain(agent, { name: 'drift', devices }));
  const { pid } = (await agent.json(['create', file])) as StartedDomain;
  return `/proc/${pid}/root`;
}

const report = async (): Promise<DevReport> => (await agent.json(['dev', 'drift'])) as DevReport;
const at = async (path: string) => (await report()).nodes.find((node) => node.path === path);

/** What the agent says of the domain's /dev from now on, one word at a time. */
async function devEvents(): Promise<() => Promise<Extract<AgentEvent, { kind: 'dev' }>>> {
  const said: Extract<AgentEvent, { kind: 'dev' }>[] = [];
  let heard = (): void => undefined;
  client = AgentClient.open(await openWebSocket(agent.socket, '/rpc', messageSocket), 'test');
  client.onEvent((event) => {
    if (event.kind === 'dev') said.push(event);
    heard();
  });
  await client.request('subscribe', {});
  return async () => {
    for (;;) {
      const next = said.shift();
      if (next) return next;
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
  };
}

describe('a change behind the agent’s back', () => {
  it('is told, and shown for what it is', async () => {
    const root = await run();
    const next = await devEvents();
    rmSync(`${root}/dev/null`);
    expect(await next()).toMatchObject({ drifted: 1, outdated: 0, domain: { name: 'drift' } });
    expect((await report()).nodes.filter(({ state }) => state !== 'as-planned')).toMatchObject([
      { path: '/dev/null', state: 'missing' },
    ]);
    mknod(`${root}/dev/null`, 3);
    expect(await next()).toMatchObject({ drifted: 0, outdated: 0 });
    mknod(`${root}${FOLDER}/more`, 3);
    expect(await next()).toMatchObject({ drifted: 1 });
    execFileSync('chmod', ['600', `${root}${NODE}`]);
    expect(await next()).toMatchObject({ drifted: 2 });
    expect(await at(NODE)).toMatchObject({ state: 'differs', differs: ['mode'] });
  });
});

describe('a change of the host', () => {
  it('edges 5, 6: is told, shown, and brought into the VM when asked', async () => {
    const root = await run();
    const next = await devEvents();
    rmSync(NODE);
    mknod(NODE, 8);
    expect(await next()).toMatchObject({ drifted: 0, outdated: 1 });
    expect(await at(NODE)).toMatchObject({ state: 'as-planned', minor: 5, host: 'changed' });
    mknod(`${FOLDER}/other`, 9);
    execFileSync('ln', ['-sfn', 'other', LINK]);
    expect(await next()).toMatchObject({ outdated: 2 });
    const synced = await agent.virtcell(['dev', 'drift', '--sync']);
    expect(synced.stdout).toContain(`removed ${NODE}\nreplaced ${LINK}\nmade ${FOLDER}/other\n`);
    expect(numbers(`${root}${LINK.replace('link', 'other')}`)).toBe('1:9');
    expect(existsSync(`${root}${NODE}`)).toBe(false);
    expect(await next()).toMatchObject({ drifted: 0, outdated: 0 });
    expect((await report()).nodes.filter(({ state, host }) => state !== 'as-planned' || host)).toEqual([]);
    expect((await agent.virtcell(['dev', 'drift', '--sync'])).stdout).not.toMatch(/made|removed|replaced/);
  });

  it('edge 7: is not brought in where QEMU has the old one open', async () => {
    const root = await run('manual', `<rng model='virtio'><backend model='random'>${NODE}</backend></rng>`);
    rmSync(NODE);
    mknod(NODE, 8);
    expect((await agent.virtcell(['dev', 'drift', '--sync'])).stdout).toContain(`left as it is: ${NODE}`);
    expect(numbers(`${root}${NODE}`)).toBe('1:5');
    expect(await at(NODE)).toMatchObject({ host: 'changed' });
  });

  it('is brought in as far as it can be: a file can only be bound, and a folder only be made anew', async () => {
    mkdirSync(FOLDER);
    const [file, folder, inside] = [`${FOLDER}/file`, `${FOLDER}/folder`, `${FOLDER}/folder/node`];
    writeFileSync(file, '', { mode: 0o644 });
    mkdirSync(folder);
    mknod(inside, 5);
    const root = await run('manual', '', [file, inside]);
    chmodSync(file, 0o600);
    rmSync(NODE);
    mknod(NODE, 8);
    expect((await agent.virtcell(['dev', 'drift', '--sync'])).stdout).toMatch(/^replaced .*\/node\n\n/);
    expect(await at(file)).toMatchObject({ state: 'as-planned', mode: '0600' });
    rmSync(NODE);
    writeFileSync(NODE, '');
    execFileSync('mv', [folder, `${FOLDER}/moved`]);
    execFileSync('ln', ['-s', 'moved', folder]);
    const { stdout } = await agent.virtcell(['dev', 'drift', '--sync']);
    expect(stdout).toContain(`left as it is: ${NODE}, it cannot be changed before the next start\n`);
    expect(stdout).toContain(`removed ${inside}\nremoved ${folder}\nmade ${folder}\nmade ${FOLDER}/moved\n`);
    expect(numbers(`${root}${NODE}`)).toBe('1:8');
    expect(numbers(`${root}${inside}`)).toBe('1:5');
  });

  it('is told of a folder that was made anew, as of the one before', async () => {
    await run();
    const next = await devEvents();
    const outdated = async (count: number): Promise<void> => {
      for (;;) if ((await next()).outdated === count) return;
    };
    for (const minor of [8, 9]) {
      rmSync(FOLDER, { recursive: true });
      if (minor === 8) await outdated(3);
      mkdirSync(FOLDER);
      mknod(NODE, minor);
      execFileSync('ln', ['-s', 'node', LINK]);
      if (minor === 8) await outdated(1);
    }
    rmSync(LINK);
    await outdated(2);
    // Not from elsewhere: anything in /dev makes the agent look.
    expect(isWatched(FOLDER)).toBe(true);
  });

  it('comes by itself where the administrator wants it so', async () => {
    const root = await run('automatic');
    const next = await devEvents();
    rmSync(NODE);
    mknod(NODE, 8);
    for (;;) if ((await next()).outdated === 0) break;
    expect(numbers(`${root}${NODE}`)).toBe('1:8');
  });

  it('comes to a VM that was taken over, from when no agent ran', async () => {
    const root = await run('automatic');
    await agent.signal('SIGKILL');
    rmSync(NODE);
    mknod(NODE, 8);
    const inside = watch(`${root}${FOLDER}`);
    try {
      await agent.start();
      while (numbers(`${root}${NODE}`) !== '1:8') await once(inside, 'change');
    } finally {
      inside.close();
    }
  });

  it('edge 5: brings a device back that was plugged in again long after', async () => {
    const root = await run('automatic');
    const next = await devEvents();
    const settled = async (): Promise<void> => {
      while ((await next()).outdated > 0);
    };
    // Its folder goes as well, as udev's does with the last link in it.
    rmSync(FOLDER, { recursive: true });
    await settled();
    expect(existsSync(`${root}${FOLDER}`)).toBe(false);
    mkdirSync(FOLDER);
    execFileSync('ln', ['-s', 'node', LINK]);
    mknod(NODE, 8);
    expect(await next()).toMatchObject({ drifted: 0, outdated: 1 });
    await settled();
    expect(numbers(`${root}${NODE}`)).toBe('1:8');
    expect(await at(LINK)).toMatchObject({ state: 'as-planned', target: 'node', reasons: [{ kind: 'default' }] });
  });

  it('edge 5: shows what is wanted and came later, to an agent that took over as well', async () => {
    const root = await run();
    const next = await devEvents();
    rmSync(NODE);
    expect(await next()).toMatchObject({ outdated: 1 });
    await agent.virtcell(['dev', 'drift', '--sync']);
    client?.close();
    await agent.signal('SIGKILL');
    await agent.start();
    const nextOfOther = await devEvents();
    mknod(NODE, 8);
    expect(await nextOfOther()).toMatchObject({ drifted: 0, outdated: 1 });
    expect(await at(LINK)).toMatchObject({ kind: 'char', minor: 8, host: 'appeared', reasons: [{ kind: 'default' }] });
    expect((await agent.virtcell(['dev', 'drift', '--sync'])).stdout).toContain(`made ${LINK}\nmade ${NODE}\n`);
    expect(numbers(`${root}${NODE}`)).toBe('1:8');
  });

  it('is told by an agent that took over', async () => {
    await run();
    await agent.signal('SIGKILL');
    await agent.start();
    const next = await devEvents();
    rmSync(NODE);
    expect(await next()).toMatchObject({ outdated: 1 });
    expect(await at(NODE)).toMatchObject({ host: 'gone' });
  });
});
