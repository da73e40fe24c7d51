import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { quarantined } from '../../../../agent/lifecycle/definitions/quarantine.ts';
import type { DoctorCheck, StartedDomain } from '../../../../protocol/methods.ts';
import { AgentProcess } from '../../agentProcess.ts';
import { mountSmallDisk } from '../../smallDisk.ts';
import { bootSectorDomain } from '../../testDomains.ts';

let disk: string;
let agent: AgentProcess;
beforeAll(async () => {
  // As it is on a host: definitions are on a disk, runs are in memory, and no rename leads from one to the other.
  disk = mkdtempSync('/run/virtcell-small-');
  mountSmallDisk(disk, '1m');
  agent = await AgentProcess.start({ stateDir: disk });
});
afterAll(async () => {
  await agent?.dispose();
  execFileSync('umount', [disk]);
  rmSync(disk, { recursive: true });
});

it('what a start decided, and is torn, is moved to where no change of the domain overwrites it', async () => {
  const file = agent.file('vm.xml', bootSectorDomain(agent, { name: 'vm' }));
  const { pid, uuid } = (await agent.json(['create', file])) as StartedDomain;
  const path = `${agent.runDir}/domains/0/${uuid}/start.json`;
  await agent.signal('SIGTERM');
  const torn = readFileSync(path, 'utf8').slice(0, 300);
  writeFileSync(path, torn);
  const { ino } = statSync(path);
  await agent.start();
  expect(existsSync(path)).toBe(false);
  const { runDir, stateDir } = agent;
  const [{ folder, ...noted } = { folder: '' }, ...others] = quarantined({ runDir, stateDir }, 'runDir');
  expect([noted, others]).toEqual([{ path, why: expect.stringContaining('JSON') }, []]);
  expect(agent.errors).toContain(`${path} is in ${folder} now`);
  // The next change writes it anew, beside what is kept.
  expect((await agent.virtcell(['dev', 'vm', '--sync'])).stderr).toBe('');
  expect(existsSync(path)).toBe(true);
  const kept = `${folder}/start.json`;
  expect([readFileSync(kept, 'utf8'), statSync(kept).ino]).toEqual([torn, ino]);
  expect(await agent.json(['list'])).toMatchObject([{ name: 'vm', pid, state: 'running' }]);
  const { checks } = JSON.parse((await agent.virtcell(['doctor', '--json'])).stdout) as { checks: DoctorCheck[] };
  expect(checks.find(({ name }) => name === 'plans of starts')?.detail).toContain(folder);
});
