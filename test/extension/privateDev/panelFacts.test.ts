import { expect, test } from 'vitest';
import { AgentLink } from '../../../extension/link/agentLink.ts';
import { MachineList } from '../../../extension/machines/machineList.ts';
import { gatherFacts, type PanelMatter } from '../../../extension/privateDev/panelFacts.ts';
import { planHere } from '../../../extension/privateDev/planHere.ts';
import { english } from '../l10n.ts';
import { ScriptedAgent } from '../link/scriptedAgent.ts';

const XML = "<domain type='qemu'><name>vm</name></domain>";
const MATTER: PanelMatter = { subject: { file: 'file:///vm.domain.xml' }, name: 'vm', domain: undefined, xml: XML };

test('panels that draw again at each state of the link do not make it try again', async () => {
  const agent = new ScriptedAgent();
  agent.up = false;
  const link = new AgentLink(agent);
  const sources = { link, machines: new MachineList(link), l10n: english, planHere };
  const drawn: unknown[] = [];
  const draw = async (): Promise<void> => void drawn.push(await gatherFacts(sources, MATTER));
  // As panels do: not within the attempt that ended.
  link.onState(() => setImmediate(draw));
  await link.connect();
  do await new Promise(setImmediate);
  while (drawn.length === 0);
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  expect(drawn).toMatchObject([{ kind: 'plan', by: 'user' }]);
  expect(agent.connects).toBe(1);
});
