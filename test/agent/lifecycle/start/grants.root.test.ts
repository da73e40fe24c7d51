import { execFileSync } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import type { DevReport, StartedDomain } from '../../../../protocol/methods.ts';
import { AgentProcess } from '../../agentProcess.ts';
import { bootSectorDomain, paddedBootSector } from '../../testDomains.ts';

/** A user that every Debian has, with a name that a grant can name. */
const USER = 'nobody';
const UID = Number(execFileSync('id', ['-u', USER], { encoding: 'utf8' }));

let agent: AgentProcess;
let loop = '';
afterEach(async () => {
  await agent?.virtcell(['destroy', 'granted'], { uid: UID });
  await agent?.dispose();
  if (loop) execFileSync('losetup', ['--detach', loop]);
});

it('a granted device is the user’s in the VM, and on the host nobody’s but root’s', async () => {
  agent = await AgentProcess.start({ sudoUid: UID });
  const disk = agent.file('disk.img', paddedBootSector());
  loop = execFileSync('losetup', ['--find', '--show', disk], { encoding: 'utf8' }).trim();
  const xml = bootSectorDomain(agent, { name: 'granted', disk: loop })
    .replace("type='file'", "type='block'")
    .replace('file=', 'dev=');
  const file = agent.file('granted.xml', xml);
  const refused = await agent.virtcell(['create', file], { uid: UID });
  expect(refused.stderr).toContain('file-denied');

  await agent.signal('SIGTERM');
  agent.configure({ grants: [{ user: USER, path: loop }] });
  await agent.start();
  const before = lstatSync(loop);
  const { pid } = (await agent.json(['create', file], { uid: UID })) as StartedDomain;
  const inside = lstatSync(`/proc/${pid}/root${loop}`);
  expect([inside.rdev, inside.uid, inside.mode & 0o7777]).toEqual([before.rdev, UID, 0o600]);
  expect(lstatSync(loop)).toMatchObject({ uid: before.uid, gid: before.gid, mode: before.mode });
  const report = (await agent.json(['dev', 'granted'], { uid: UID })) as DevReport;
  expect(report.nodes.find(({ path }) => path === loop)).toMatchObject({
    state: 'as-planned',
    reasons: [{ kind: 'element' }, { kind: 'grant', path: loop }],
  });
});
