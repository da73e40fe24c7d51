import { execFileSync } from 'node:child_process';
import { closeSync, constants, lstatSync, openSync, readdirSync, readFileSync, readlinkSync, writeSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { parseMountinfo } from '../../../../plan/privateDev/mountinfo.ts';
import type { DevReport, DomainEntry, StartedDomain } from '../../../../protocol/methods.ts';
import { AgentProcess } from '../../agentProcess.ts';
import { withoutSmallDisks } from '../../smallDisk.ts';
import { bootSectorDomain } from '../../testDomains.ts';

let agent: AgentProcess;
afterEach(() => agent.dispose());

const create = async (xml: string, uid?: number): Promise<StartedDomain> => {
  const file = agent.file('domain.xml', xml);
  return (await agent.json(['create', file], uid === undefined ? {} : { uid })) as StartedDomain;
};

const mountinfo = (pid: number): string => withoutSmallDisks(readFileSync(`/proc/${pid}/mountinfo`, 'utf8'));

describe('a running domain’s private /dev', () => {
  it('equals the plan, node by node, as the agent and as lstat see it', async () => {
    agent = await AgentProcess.start();
    const image = agent.file('loop.img', Buffer.alloc(1 << 20));
    const loop = execFileSync('losetup', ['--find', '--show', '--read-only', image], { encoding: 'utf8' }).trim();
    const rng = "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>";
    const disk = `<disk type='block' device='disk'><source dev='${loop}'/><target dev='vdb' bus='virtio'/><readonly/></disk>`;
    try {
      const { pid } = await create(bootSectorDomain(agent, { name: 'nodes', devices: rng + disk }));
      const report = (await agent.json(['dev', 'nodes'])) as DevReport;
      expect(report.nodes.map(({ path }) => path)).toContain(loop);
      expect(report.nodes.filter(({ state }) => state !== 'as-planned')).toEqual([]);
      for (const node of report.nodes) {
        const inside = lstatSync(`/proc/${pid}/root${node.path}`);
        const host = lstatSync(node.path);
        expect([inside.mode, inside.uid, inside.gid, inside.rdev], node.path).toEqual([
          host.mode,
          host.uid,
          host.gid,
          host.rdev,
        ]);
      }
      const planned = new Set([...report.nodes, ...report.mounts].map(({ path }) => path.slice('/dev/'.length)));
      expect(readdirSync(`/proc/${pid}/root/dev`).filter((name) => !planned.has(name))).toEqual([]);
    } finally {
      await agent.virtcell(['destroy', 'nodes']);
      execFileSync('losetup', ['--detach', loop]);
    }
  });

  it('shares the superblocks of the preserved mounts, and no other mount below /dev', async () => {
    agent = await AgentProcess.start();
    const { pid } = await create(bootSectorDomain(agent, { name: 'mounts' }));
    const { mounts } = (await agent.json(['dev', 'mounts'])) as DevReport;
    expect(mounts.map(({ path }) => path)).toContain('/dev/pts');
    for (const { path, sharedWithHost, state } of mounts) {
      expect([path, sharedWithHost, state]).toEqual([path, true, 'as-planned']);
      expect(lstatSync(`/proc/${pid}/root${path}`).dev).toBe(lstatSync(path).dev);
    }
    const below = mountinfo(pid ?? 0)
      .split('\n')
      .map((line) => line.split(' ')[4] ?? '')
      .filter((path) => path.startsWith('/dev'));
    expect(below.sort()).toEqual(['/dev', ...mounts.map(({ path }) => path)].sort());
  });

  it('holds little, and nothing in it is executed or lends its owner’s rights', async () => {
    agent = await AgentProcess.start();
    const { pid } = await create(bootSectorDomain(agent, { name: 'options' }));
    const dev = parseMountinfo(mountinfo(pid ?? 0)).find(({ path }) => path === '/dev');
    expect(dev).toMatchObject({ fsType: 'tmpfs', source: 'devfs', root: '/' });
    expect(dev?.options).toEqual(expect.arrayContaining(['rw', 'nosuid', 'noexec']));
    expect(dev?.options).not.toContain('nodev');
    expect(dev?.superOptions).toEqual(expect.arrayContaining(['size=4096k', 'nr_inodes=4096', 'mode=755']));
  });

  it.each(['private', 'shared'])(
    'leaves the mount table of a %s host as it was: before, during, after',
    async (propagation) => {
      agent = await AgentProcess.start({ wrapper: ['unshare', '--mount', `--propagation=${propagation}`, '--'] });
      const before = mountinfo(agent.pid);
      expect(before.includes(' shared:')).toBe(propagation === 'shared');
      await create(bootSectorDomain(agent, { name: 'first' }));
      await create(bootSectorDomain(agent, { name: 'second' }));
      expect(mountinfo(agent.pid)).toBe(before);
      await agent.virtcell(['destroy', 'first']);
      await agent.virtcell(['destroy', 'second']);
      expect(mountinfo(agent.pid)).toBe(before);
    },
  );
});

describe('a domain’s PTY', () => {
  it('is the host’s: what is typed into /dev/pts/N the guest echoes', async () => {
    agent = await AgentProcess.start();
    await create(bootSectorDomain(agent, { name: 'pty' }));
    const [{ consoles }] = (await agent.json(['list'])) as [DomainEntry];
    const [serial] = consoles;
    expect(readlinkSync(serial?.link ?? '')).toBe(serial?.path);
    const pty = openSync(serial?.path ?? '', constants.O_RDWR | constants.O_NOCTTY);
    try {
      writeSync(pty, 'from the host');
      const { code } = await agent.virtcell(['console', 'pty', '--read-only', '--until', 'from the host']);
      expect(code).toBe(0);
    } finally {
      closeSync(pty);
    }
  });
});
