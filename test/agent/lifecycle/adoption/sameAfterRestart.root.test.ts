import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DomainEntry } from '../../../../protocol/methods.ts';
import { AgentProcess } from '../../agentProcess.ts';
import { bootSectorDomain } from '../../testDomains.ts';

let agent: AgentProcess;
beforeEach(async () => {
  agent = await AgentProcess.start();
});
afterEach(() => agent.dispose());

/** All that is told of the domains, to the letter. */
async function told(): Promise<Record<string, string>> {
  const verbs = [['list', '--all', '--json'], ...['dev', 'dominfo', 'mounts'].map((verb) => [verb, 'vm', '--json'])];
  const all = [
    ...verbs,
    ['dumpxml', 'vm'],
    ['dumpxml', 'vm', '--inactive'],
    ['diff', 'vm'],
    ['dominfo', 'other', '--json'],
  ];
  const texts: Record<string, string> = {};
  for (const argv of all) {
    const { code, stdout, stderr } = await agent.virtcell(argv);
    expect([code, stderr]).toEqual([0, '']);
    texts[argv.join(' ')] = stdout;
  }
  return texts;
}

it('what is told of a domain is to the letter what it was before the agent was killed', async () => {
  const rng = (path: string): string => `<rng model='virtio'><backend model='random'>${path}</backend></rng>`;
  // Its letters are those of the other disk.
  const sda = `<disk type='file'><source file='${agent.file('sda.img', Buffer.alloc(1 << 20), 0, 0o600)}'/><target dev='sda' bus='virtio'/></disk>`;
  const devices = `${rng('/dev/urandom')}${sda}`;
  const file = agent.file('vm.xml', bootSectorDomain(agent, { name: 'vm', devices }));
  await agent.json(['define', file]);
  await agent.json(['start', 'vm']);
  await agent.json(['autostart', 'vm']);
  await agent.json(['attach-device', 'vm', agent.file('rng.xml', rng('/dev/random'))]);
  agent.file('vm.xml', readFileSync(file, 'utf8').replace('<vcpu>1<', '<vcpu>2<'));
  await agent.json(['define', file]);
  // Not the first: ids are not given anew in the order in which folders are found.
  await agent.json(['create', agent.file('other.xml', bootSectorDomain(agent, { name: 'other' }))]);
  await agent.virtcell(['suspend', 'other']);
  const before = await told();
  await agent.signal('SIGKILL');
  await agent.start();
  expect(await told()).toEqual(before);
  expect(before['diff vm']).toContain('-  <vcpu>1</vcpu>\n+  <vcpu>2</vcpu>');
  expect(before['dumpxml vm']).toMatch(/virtio-disk0.*virtio-disk1/s);
  expect(before['diff vm']).toContain('attached since the start: rng1');
  const ids = (JSON.parse(before['list --all --json'] ?? '') as DomainEntry[]).map(({ id }) => id ?? 0);
  const { id } = (await agent.json([
    'create',
    agent.file('third.xml', bootSectorDomain(agent, { name: 'third' })),
  ])) as DomainEntry;
  expect(id).toBeGreaterThan(Math.max(...ids));
});
