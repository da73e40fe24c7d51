import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { StartedDomain } from '../../../../protocol/methods.ts';
import { PROTOCOL_VERSION } from '../../../../protocol/version.ts';
import { AgentProcess } from '../../agentProcess.ts';
import { upgradeRefusal } from '../../server/upgradeRefusal.ts';
import { bootSectorDomain } from '../../testDomains.ts';
import { RfbClient } from './rfbClient.ts';

const SCREEN = "<graphics type='vnc'><listen type='none'/></graphics><video><model type='vga'/></video>";

let agent: AgentProcess;
beforeEach(async () => {
  agent = await AgentProcess.start();
});
afterEach(() => agent.dispose());

async function create(name: string, devices = ''): Promise<StartedDomain> {
  return (await agent.json([
    'create',
    agent.file(`${name}.xml`, bootSectorDomain(agent, { name, devices })),
  ])) as StartedDomain;
}

it('is seen by more than one at once, at no address, paused too, and ends with the machine', async () => {
  const { pid } = await create('vm', SCREEN);
  expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toContain('\0-vnc\0vnc=none');
  const first = await RfbClient.open(agent.socket, 'vm');
  const screen = await first.greet();
  expect(screen).toMatchObject({ name: expect.stringContaining('vm') });
  expect(screen.width * screen.height).toBeGreaterThan(0);
  expect((await first.picture(screen)).length).toBeGreaterThan(0);
  await agent.virtcell(['suspend', 'vm']);
  const second = await RfbClient.open(agent.socket, 'vm');
  expect((await second.picture(await second.greet())).length).toBeGreaterThan(0);
  await first.close();
  await agent.virtcell(['resume', 'vm']);
  await agent.virtcell(['destroy', 'vm']);
  expect(await second.closed).toBe(1000);
});

it('goes on to be had from the next agent', async () => {
  await create('vm', SCREEN);
  const before = await RfbClient.open(agent.socket, 'vm');
  await before.greet();
  await agent.signal('SIGKILL');
  await before.closed;
  await agent.start();
  const after = await RfbClient.open(agent.socket, 'vm');
  expect((await after.greet()).width).toBeGreaterThan(0);
  await after.close();
});

it('is refused where there is none, with what gives one', async () => {
  await create('blind');
  const refused = (name: string) => upgradeRefusal(agent.socket, `/graphics?protocol=${PROTOCOL_VERSION}&name=${name}`);
  expect(await refused('blind')).toMatchObject({
    code: 'graphics-unavailable',
    hint: expect.stringContaining("<listen type='none'/>"),
  });
  expect(await refused('none')).toMatchObject({ code: 'domain-not-found' });
});
