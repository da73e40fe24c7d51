import { execFile, execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { DevReport, StartedDomain } from '../../../../protocol/methods.ts';
import { AgentProcess, type CommandResult } from '../../agentProcess.ts';
import { bootSectorDomain, paddedBootSector } from '../../testDomains.ts';

const UID = 1000;
const IMAGES = 64_001;
const OTHERS = 64_002;
const VIRTCELL = fileURLToPath(new URL('../../../../dist/virtcell.js', import.meta.url));

let agent: AgentProcess;
afterEach(() => agent.dispose());

/** The command as a user with groups that no /etc/group knows: the kernel knows numbers only. */
function withGroups(argv: readonly string[]): Promise<CommandResult> {
  const as = [`--reuid=${UID}`, `--regid=${UID}`, `--groups=${IMAGES},${OTHERS}`, '--', process.execPath, VIRTCELL];
  const env = { PATH: process.env.PATH, VIRTCELL_SOCKET: agent.socket };
  return new Promise((resolve) => {
    const child = execFile('setpriv', [...as, ...argv], { env, cwd: '/' }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

const groupsOf = (pid: number | null): string =>
  /^Groups:\t(.*?) ?$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 'none';

describe('an image that belongs to a group', () => {
  it.each([
    ['itself', 0o660, 0o755],
    ['by the folder that it lies in', 0o666, 0o750],
  ])('%s is opened with exactly that one of the caller’s groups', async (_, mode, folderMode) => {
    agent = await AgentProcess.start({ sudoUid: UID });
    const folder = `${agent.folder}/files/images`;
    mkdirSync(folder, { mode: folderMode });
    const disk = agent.file('images/disk.img', paddedBootSector(), 0, mode);
    chownSync(folder, 0, folderMode === 0o750 ? IMAGES : 0);
    chownSync(disk, 0, folderMode === 0o750 ? 0 : IMAGES);
    const file = agent.file('group.xml', bootSectorDomain(agent, { name: 'group', disk }));
    const { code, stdout, stderr } = await withGroups(['create', file, '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const { pid } = JSON.parse(stdout) as StartedDomain;
    expect(groupsOf(pid)).toBe(String(IMAGES));
    expect((await agent.virtcell(['create', file], { uid: UID })).code).toBe(1);
  });
});

describe('a device behind links that begin outside /dev', () => {
  it('is in the private /dev, for the disk’s sake, and QEMU has it: also as the layer below an image', async () => {
    agent = await AgentProcess.start();
    const image = agent.file('loop.img', paddedBootSector());
    const loop = execFileSync('losetup', ['--find', '--show', image], { encoding: 'utf8' }).trim();
    try {
      const link = `${agent.folder}/files/link`;
      symlinkSync('second', link);
      symlinkSync(loop, `${agent.folder}/files/second`);
      const top = `${agent.folder}/files/top.qcow2`;
      execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', loop, '-F', 'raw', top]);
      const direct = bootSectorDomain(agent, { name: 'direct', disk: link })
        .replace("<disk type='file'", "<disk type='block'")
        .replace('<source file=', '<source dev=');
      const layered = bootSectorDomain(agent, { name: 'layered', disk: top }).replace("type='raw'", "type='qcow2'");
      for (const [name, xml] of Object.entries({ direct, layered })) {
        expect((await agent.virtcell(['create', agent.file(`${name}.xml`, xml)])).stderr).toBe('');
        const { nodes } = (await agent.json(['dev', name])) as DevReport;
        const node = nodes.find(({ path }) => path === loop);
        expect(node).toMatchObject({ kind: 'block', state: 'as-planned' });
        expect(node?.reasons).toContainEqual(expect.objectContaining({ element: '/domain/devices/disk/source' }));
        // What the guest prints comes from the boot sector on the device.
        expect((await agent.virtcell(['console', name, '--until', 'read'], { input: 'read' })).code).toBe(0);
        expect((await agent.virtcell(['destroy', name])).code).toBe(0);
      }
    } finally {
      for (const name of ['direct', 'layered']) await agent.virtcell(['destroy', name]);
      execFileSync('losetup', ['--detach', loop]);
    }
  });
});
