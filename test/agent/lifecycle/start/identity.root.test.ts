import { chmodSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StartedDomain } from '../../../../protocol/methods.ts';
import { AgentProcess } from '../../agentProcess.ts';
import { bootSectorDomain, paddedBootSector } from '../../testDomains.ts';

/** No user of this number need exist: the kernel knows numbers only. */
const UID = 1000;

let agent: AgentProcess;
beforeEach(async () => {
  agent = await AgentProcess.start({ sudoUid: UID });
});
afterEach(() => agent.dispose());

const create = async (name: string): Promise<StartedDomain> => {
  const file = agent.file(`${name}.xml`, bootSectorDomain(agent, { name }, UID));
  return (await agent.json(['create', file], { uid: UID })) as StartedDomain;
};

/** The fields of /proc/PID/status by name. */
function status(pid: number): Record<string, string> {
  const lines = readFileSync(`/proc/${pid}/status`, 'utf8').trim().split('\n');
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
}

describe('a QEMU that a user started', () => {
  it('is that user, without a capability and without a way to gain one', async () => {
    const { pid, owner } = await create('mine');
    expect(owner).toBe(UID);
    const fields = status(pid ?? 0);
    expect(fields.Uid).toBe('1000\t1000\t1000\t1000');
    expect(fields.Gid).toBe('1000\t1000\t1000\t1000');
    expect(fields.Groups).toBe('');
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
      expect([set, fields[set]]).toEqual([set, '0'.repeat(16)]);
    expect(fields.NoNewPrivs).toBe('1');
    expect(fields.Seccomp).toBe('2');
    // QEMU's own, and ours, by which it makes no Unix sockets.
    expect(fields.Seccomp_filters).toBe('2');
  });

  it('may make Unix sockets where the domain has one', async () => {
    const channel = `<channel type='unix'><source mode='bind' path='${agent.folder}/files/channel.sock'/><target type='virtio' name='x'/></channel>`;
    const xml = bootSectorDomain(agent, { name: 'open', devices: channel }, UID);
    chmodSync(`${agent.folder}/files`, 0o777);
    const { pid } = (await agent.json(['create', agent.file('open.xml', xml)], { uid: UID })) as StartedDomain;
    expect(status(pid ?? 0).Seccomp_filters).toBe('1');
    expect(statSync(`${agent.folder}/files/channel.sock`).isSocket()).toBe(true);
  });

  it('has a process group of its own, is no session leader, and as nice as any program', async () => {
    // The second: its launcher was started ahead of need, when it gave way to others.
    await create('first');
    const { pid } = await create('group');
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    const [, , pgrp, session] = fields;
    expect(Number(pgrp)).toBe(pid);
    expect(Number(session)).not.toBe(pid);
    expect(fields[16]).toBe('0');
  });

  it('holds no descriptor but its own, its output, the monitor and the log', async () => {
    const { pid } = await create('fds');
    const targets = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
    const known = [
      /^anon_inode:/,
      /^socket:/,
      /^\/dev\/(null|ptmx|urandom)$/,
      /\/qemu\.log$/,
      /\/serial0\.log$/,
      /\/fds\.img$/,
    ];
    expect(targets.filter((target) => !known.some((pattern) => pattern.test(target)))).toEqual([]);
    // Its monitor's listening end and the agent's connection; nothing of the agent's server.
    expect(targets.filter((target) => target.startsWith('socket:'))).toHaveLength(2);
  });

  it('does not exist for another user whom the socket lets in', async () => {
    const { uuid } = await create('secret');
    chmodSync(agent.socket, 0o666);
    const other = { uid: UID + 1 };
    expect(await agent.json(['list', '--all'], other)).toEqual([]);
    for (const verb of ['dev', 'destroy', 'shutdown', 'console', 'dumpxml']) {
      for (const name of ['secret', uuid]) {
        const { code, stderr } = await agent.virtcell([verb, name], other);
        expect([verb, code, stderr.includes('domain-not-found')]).toEqual([verb, 1, true]);
      }
    }
    expect(await agent.json(['list'])).toMatchObject([{ name: 'secret', owner: UID, state: 'running' }]);
  });

  it('may have the name of another user’s domain', async () => {
    await create('same');
    chmodSync(agent.socket, 0o666);
    const disk = agent.file('same-too.img', paddedBootSector(), UID + 1, 0o600);
    const file = agent.file('same-too.xml', bootSectorDomain(agent, { name: 'same', disk }));
    const { owner } = (await agent.json(['create', file], { uid: UID + 1 })) as StartedDomain;
    expect(owner).toBe(UID + 1);
    const ambiguous = await agent.virtcell(['dev', 'same']);
    expect(ambiguous.stderr).toContain('domain-ambiguous');
    expect((await agent.virtcell(['dev', 'same', '--owner', String(UID)])).code).toBe(0);
  });

  it('leaves its console’s log to its owner alone', async () => {
    const { uuid } = await create('log');
    const { mode, uid } = statSync(`${agent.stateDir}/consoles/${UID}/${uuid}/serial0.log`);
    expect([mode & 0o777, uid]).toEqual([0o600, UID]);
  });

  it('is refused a disk that its owner may not open, by the element that names it', async () => {
    const disk = agent.file('roots.img', Buffer.alloc(1 << 20), 0, 0o600);
    const file = agent.file('roots.xml', bootSectorDomain(agent, { name: 'roots', disk }));
    const { code, stderr } = await agent.virtcell(['create', file], { uid: UID });
    expect(code).toBe(1);
    expect(stderr).toContain('file-denied');
    expect(stderr).toContain('/domain/devices/disk');
    expect(stderr).toContain('EACCES');
  });
});

describe('a root caller', () => {
  it('is refused where no qemuUser is configured', async () => {
    const strict = await AgentProcess.start({ config: { qemuUser: undefined } });
    try {
      const file = strict.file('root.xml', bootSectorDomain(strict, { name: 'root' }));
      const { code, stderr } = await strict.virtcell(['create', file]);
      expect([code, stderr.includes('caller-refused')]).toEqual([1, true]);
    } finally {
      await strict.dispose();
    }
  });

  it('has its QEMU run as the configured user', async () => {
    const nobody = await AgentProcess.start({ config: { qemuUser: 'nobody' } });
    try {
      const file = nobody.file('nobody.xml', bootSectorDomain(nobody, { name: 'nobody' }, 65534));
      const { pid, owner } = (await nobody.json(['create', file])) as StartedDomain;
      expect(owner).toBe(0);
      expect(status(pid ?? 0).Uid).toBe('65534\t65534\t65534\t65534');
      const { code } = await nobody.virtcell(['console', 'nobody', '--until', 'typed'], { input: 'typed' });
      expect(code).toBe(0);
    } finally {
      await nobody.dispose();
    }
  });
});
