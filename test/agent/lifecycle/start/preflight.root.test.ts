import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AgentProcess } from '../../agentProcess.ts';
import { bootSectorDomain } from '../../testDomains.ts';

let agent: AgentProcess | undefined;
afterEach(async () => {
  await agent?.dispose();
  agent = undefined;
});

const VIRTCELL = fileURLToPath(new URL('../../../../dist/virtcell.js', import.meta.url));
const CONTROLLER = '/sys/fs/cgroup/devices';

describe('edge 42: a device control group', () => {
  it.skipIf(!existsSync(`${CONTROLLER}/devices.list`))(
    'that denies a node is told by doctor, and by name when a domain asks for it (needs the first version’s controller)',
    async () => {
      const group = `${CONTROLLER}/virtcell-test-${process.pid}`;
      mkdirSync(group);
      try {
        writeFileSync(`${group}/devices.deny`, 'a');
        for (const allowed of ['c 1:3', 'c 1:5', 'c 1:7', 'c 1:8', 'c 5:2', 'c 136:*'])
          writeFileSync(`${group}/devices.allow`, `${allowed} rwm`);
        const join = `echo $$ > ${group}/cgroup.procs && exec "$@"`;
        agent = await AgentProcess.start({ wrapper: ['sh', '-c', join, 'sh'] });
        const { stdout } = await agent.virtcell(['doctor']);
        expect(stdout).toContain('only 6 kinds of devices may be opened');
        const rng = "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>";
        const file = agent.file('denied.xml', bootSectorDomain(agent, { name: 'denied', devices: rng }));
        const refused = await agent.virtcell(['create', file]);
        expect(refused.stderr).toContain('the agent’s control group denies /dev/urandom (char 1:9)');
        expect(refused.stderr).toContain('rng/backend');
      } finally {
        await agent?.dispose();
        agent = undefined;
        rmdirSync(group);
      }
    },
  );
});

describe('edge 44: an agent that is not in init’s mount namespace', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync('/run/virtcell-test-');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** With an init of its own, whose mounts are not the agent's; both end with the first process. */
  function start(env: Readonly<Record<string, string>>): ChildProcess {
    const host = ['--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c'];
    const apart = ['unshare --mount --propagation slave sh -c "$AS" sh "$@"; exit $?', 'sh'];
    const places = ['--socket', `${folder}/agent.sock`, '--state-dir', `${folder}/state`, '--run-dir', `${folder}/run`];
    const agentRun = [process.execPath, VIRTCELL, 'agent', 'run', ...places];
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    return spawn('unshare', [...host, ...apart, ...agentRun], {
      env: { PATH: process.env.PATH, ...env },
      stdio: [...stdio],
    });
  }

  it('says so, and serves', async () => {
    const child = start({ AS: 'exec "$@"' });
    const closed = once(child, 'close');
    const lines = createInterface({ input: child.stderr as Readable });
    const [said] = await once(lines, 'line');
    expect(said).toContain('the agent is not in init’s mount namespace');
    await once(createInterface({ input: child.stdout as Readable }), 'line');
    child.kill('SIGKILL');
    await closed;
  });

  it('refuses to be a service', async () => {
    const child = start({ AS: 'SYSTEMD_EXEC_PID=$$ exec "$@"' });
    let said = '';
    child.stderr?.on('data', (text: Buffer) => {
      said += text;
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(said).toContain('the agent is not in init’s mount namespace');
    expect(said).toContain('PrivateTmp');
  });
});
