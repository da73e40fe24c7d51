import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AgentLink } from '../../../extension/link/agentLink.ts';
import { MachineList } from '../../../extension/machines/machineList.ts';
import { NO_ACCOUNTS } from '../../../extension/privateDev/accounts.ts';
import { type FactSources, gatherFacts, type PanelMatter } from '../../../extension/privateDev/gatherPanelFacts.ts';
import { planHere } from '../../../extension/privateDev/planHere.ts';
import type { DevReport } from '../../../protocol/methods.ts';
import { fillSample } from '../../../scripts/start/fillSample.mjs';
import { english } from '../l10n.ts';
import { ScriptedAgent } from '../link/scriptedAgent.ts';

const XML = "<domain type='qemu'><name>vm</name></domain>";
const MATTER: PanelMatter = {
  ...{ subject: { file: 'file:///vm.domain.xml' }, name: 'vm', domain: undefined, xml: XML, listHidden: false },
};

const sourcesOf = (link: AgentLink): FactSources => ({
  ...{ link, machines: new MachineList(link), l10n: english, planHere },
  ...{ hiddenNodes: ({ nodes }) => nodes.slice(0, 1), accounts: async () => NO_ACCOUNTS, uid: 1000 },
});

test('panels that draw again at each state of the link do not make it try again', async () => {
  const agent = new ScriptedAgent();
  agent.up = false;
  const link = new AgentLink(agent);
  const sources = sourcesOf(link);
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

test('what was saved is planned as well, where the editor’s text is another', async () => {
  const agent = new ScriptedAgent();
  agent.up = false;
  const link = new AgentLink(agent);
  await link.connect();
  const saved = fillSample(
    readFileSync(new URL('../../../samples/linux.domain.xml', import.meta.url), 'utf8'),
    '/nowhere',
  );
  const xml = saved.replace('>/dev/urandom<', '>/dev/full<');
  const facts = await gatherFacts(sourcesOf(link), { ...MATTER, xml, saved });
  const reasonsOf = (report: DevReport | null | undefined) =>
    report?.nodes.find(({ path }) => path === '/dev/full')?.reasons.map(({ kind }) => kind);
  if (facts.kind !== 'plan') throw new Error('it is a plan');
  expect([reasonsOf(facts.saved), reasonsOf(facts.report)]).toEqual([['default'], ['default', 'element']]);
  expect(facts.hidden).toBeUndefined();
  expect(await gatherFacts(sourcesOf(link), { ...MATTER, xml: saved, listHidden: true })).toMatchObject({
    hidden: [{}],
  });
});
