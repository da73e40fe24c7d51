import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DomainEntry, DomainInfo, StartedDomain } from '../../../../protocol/methods.ts';
import { AgentProcess } from '../../agentProcess.ts';
import { mountSmallDisk } from '../../smallDisk.ts';
import { bootSectorDomain } from '../../testDomains.ts';

let agent: AgentProcess;
let mounted: string[];
beforeEach(async () => {
  mounted = [];
  agent = await AgentProcess.start();
});
afterEach(async () => {
  // Lazily: the agent still has files open there.
  for (const path of mounted) execFileSync('umount', ['-l', path]);
  await agent.dispose();
});

/** An agent that keeps its things on a filesystem of this size. */
async function onSmallDisk(path: string, size: string): Promise<void> {
  await agent.signal('SIGTERM');
  mkdirSync(path, { recursive: true });
  mountSmallDisk(path, size);
  mounted.push(path);
  await agent.start();
}

/** Leaves not a page. Returns what makes room again. */
function fill(path: string): () => void {
  const file = `${path}/full`;
  expect(() => writeFileSync(file, Buffer.alloc(8 << 20))).toThrow('ENOSPC');
  return () => rmSync(file);
}

/** A definition of more than one page. */
const xml = (vcpus: number): string =>
  bootSectorDomain(agent, { name: 'vm' }).replace('<vcpu>1', `<!--${'x'.repeat(8000)}--><vcpu>${vcpus}`);
const define = (vcpus: number) => agent.virtcell(['define', agent.file('vm.xml', xml(vcpus))]);

const info = async (): Promise<DomainInfo> => (await agent.json(['dominfo', 'vm'])) as DomainInfo;

/** All files of the definition, as they are on disk. */
const kept = (): string[] =>
  readdirSync(`${agent.stateDir}/definitions/0`).map((name) =>
    readFileSync(`${agent.stateDir}/definitions/0/${name}`, 'utf8'),
  );

describe('a disk that is full', () => {
  it('refuses a definition with its errno, and the old one is whole, for the next agent too', async () => {
    await onSmallDisk(agent.stateDir, '256k');
    expect((await define(1)).code).toBe(0);
    const before = kept();
    const makeRoom = fill(agent.stateDir);
    const { code, stderr } = await define(2);
    expect([code, stderr.includes('[storage]'), stderr.includes('ENOSPC')]).toEqual([1, true, true]);
    expect(await info()).toMatchObject({ vcpus: { current: 1 } });
    expect(kept()).toEqual(before);
    makeRoom();
    await agent.signal('SIGKILL');
    await agent.start();
    expect(await info()).toMatchObject({ vcpus: { current: 1 } });
    expect((await define(2)).code).toBe(0);
  });

  it('keeps a domain from starting, and nothing of it is left', async () => {
    await onSmallDisk(`${agent.runDir}/domains`, '64k');
    const makeRoom = fill(`${agent.runDir}/domains`);
    const file = agent.file('vm.xml', xml(1));
    const { code, stderr } = await agent.virtcell(['create', file]);
    expect([code, stderr.includes('[storage]'), stderr.includes('ENOSPC')]).toEqual([1, true, true]);
    expect(await agent.json(['list', '--all'])).toEqual([]);
    makeRoom();
    expect((await agent.virtcell(['create', file])).code).toBe(0);
  });

  it('keeps a state from being written down: it is said, and the domain lives', async () => {
    await onSmallDisk(`${agent.runDir}/domains`, '256k');
    const { pid } = (await agent.json(['create', agent.file('vm.xml', xml(1))])) as StartedDomain;
    const makeRoom = fill(`${agent.runDir}/domains`);
    expect((await agent.virtcell(['suspend', 'vm'])).code).toBe(0);
    expect(await info()).toMatchObject({ state: 'paused', pid, problem: { code: 'storage', errno: 'ENOSPC' } });
    expect((await agent.virtcell(['list'])).stderr).toContain('vm: its state cannot be written down');
    expect(agent.errors).toContain('its state cannot be written down');
    expect(existsSync(`/proc/${pid}/root/dev`)).toBe(true);
    // What could not be written the next agent asks QEMU.
    await agent.signal('SIGKILL');
    await agent.start();
    expect(await info()).toMatchObject({ state: 'paused', pid });
    makeRoom();
    expect((await agent.virtcell(['resume', 'vm'])).code).toBe(0);
    expect(await info()).toMatchObject({ state: 'running', pid });
  });
});

describe('a disk that cannot be written', () => {
  it('changes no definition, and says why', async () => {
    await onSmallDisk(agent.stateDir, '256k');
    await define(1);
    const before = kept();
    execFileSync('mount', ['-o', 'remount,ro', agent.stateDir]);
    const refused = [
      await define(2),
      await agent.virtcell(['undefine', 'vm']),
      await agent.virtcell(['autostart', 'vm']),
    ];
    for (const { code, stderr } of refused) {
      expect([code, stderr.includes('[storage]'), stderr.includes('EROFS')]).toEqual([1, true, true]);
    }
    expect(kept()).toEqual(before);
    expect((await agent.json(['list', '--all'])) as DomainEntry[]).toMatchObject([{ name: 'vm', autostart: false }]);
    execFileSync('mount', ['-o', 'remount,rw', agent.stateDir]);
  });
});
