import { appendFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ConsoleLogEntry } from '../../../protocol/methods.ts';
import { BURST_LINES } from '../../../scripts/guest/bootSector.mjs';
import { CountingConsole } from '../../soak/countingConsole.ts';
import { AgentProcess } from '../agentProcess.ts';
import { bootSectorDomain } from '../testDomains.ts';
import { ConsoleClient } from './consoleClient.ts';

let agent: AgentProcess;
let uuid: string;
beforeEach(async () => {
  agent = await AgentProcess.start();
  const file = agent.file('vm.xml', bootSectorDomain(agent, { name: 'vm' }));
  ({ uuid } = (await agent.json(['create', file])) as { uuid: string });
});
afterEach(() => agent.dispose());

it.each(['SIGKILL', 'SIGTERM'] as const)(
  'a counting guest’s output goes on at the same offset over agents that end by %s',
  async (signal) => {
    const console = new CountingConsole(agent.socket, 'vm');
    for (let round = 0; round < 3; round++) {
      await console.attach();
      // In the middle of a burst.
      await console.until(console.check.lines + BURST_LINES / 3);
      await agent.signal(signal);
      await console.lose();
      await agent.start();
    }
    await console.attach();
    await console.until(3 * BURST_LINES);
    await console.detach();
    expect(console.verdict()).toMatchObject({ lost: 0, repeated: 0 });
    expect(console.complaints).toEqual([]);
  },
);

it('marks are told by the next agent as well, to who comes and in what is printed', async () => {
  const banner = await ConsoleClient.attach({ socket: agent.socket, name: 'vm', mode: 'read' });
  await banner.until(() => banner.length > 20);
  await banner.detach();
  await agent.signal('SIGKILL');
  // As this agent would have written it, had the PTY been full then.
  appendFileSync(`${agent.stateDir}/consoles/0/${uuid}/serial0.log.index`, 'repeat 7\n');
  await agent.start();
  const client = await ConsoleClient.attach({ socket: agent.socket, name: 'vm', mode: 'write' });
  await client.until(() => client.said('caught-up').length > 0);
  expect(client.said('possible-repeat')).toEqual([{ kind: 'possible-repeat', offset: 7 }]);
  await client.detach();
  expect(((await agent.json(['log', 'vm'])) as ConsoleLogEntry).marks).toEqual([7]);
  expect((await agent.virtcell(['log', 'vm'])).stderr).toBe('[some output may stand here twice]\n');
});
