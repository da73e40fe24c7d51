import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withAgent } from '../../../../agent/cli/connect.ts';
import type { AgentEvent } from '../../../../protocol/events.ts';
import type { StartedDomain } from '../../../../protocol/methods.ts';
import type { MonitorCommand } from '../../../../protocol/monitorCommand.ts';
import { AgentProcess } from '../../agentProcess.ts';
import { bootSectorDomain } from '../../testDomains.ts';

let agent: AgentProcess;
let domain: StartedDomain;
beforeEach(async () => {
  agent = await AgentProcess.start();
  domain = (await agent.json([
    'create',
    agent.file('vm.xml', bootSectorDomain(agent, { name: 'vm' })),
  ])) as StartedDomain;
});
afterEach(() => agent.dispose());

const ask = async (command: MonitorCommand): Promise<unknown> => {
  const answer = await withAgent(agent.socket, (client) => client.request('monitorCommand', { name: 'vm', command }));
  return answer.return;
};

const statusFile = (): string => readFileSync(`${agent.runDir}/domains/0/${domain.uuid}/status.xml`, 'utf8');

describe('a command to the monitor of a QEMU', () => {
  it('is answered with what QEMU returns, or with its error and the class of that', async () => {
    expect(await ask({ execute: 'query-status' })).toMatchObject({ status: 'running', running: true });
    await expect(ask({ execute: 'no-such-command' })).rejects.toMatchObject({
      data: { code: 'monitor', class: 'CommandNotFound', message: expect.stringContaining('no-such-command') },
    });
    await expect(ask({ execute: 'qom-get', arguments: { path: '/none', property: 'x' } })).rejects.toMatchObject({
      data: { code: 'monitor', class: 'DeviceNotFound' },
    });
    expect(agent.errors).toContain('"verb":"monitorCommand","domain":"vm","result":"ok"');
    expect(agent.errors).not.toContain('query-status');
  });

  it('taints the domain, which subscribers are told and the next agent knows', async () => {
    expect(await agent.json(['list'])).toMatchObject([{ taints: [] }]);
    await withAgent(agent.socket, async (client) => {
      const told = new Promise<AgentEvent>((resolve) => client.onEvent(resolve));
      await client.request('subscribe', {});
      await client.request('monitorCommand', { name: 'vm', command: { execute: 'query-version' } });
      expect(await told).toMatchObject({ kind: 'state', reason: 'tainted', domain: { taints: ['custom-monitor'] } });
    });
    expect(statusFile()).toContain("<taint flag='custom-monitor'/>");
    await agent.signal('SIGKILL');
    await agent.start();
    expect(await agent.json(['list'])).toMatchObject([{ name: 'vm', state: 'running', taints: ['custom-monitor'] }]);
    expect(await ask({ execute: 'query-status' })).toMatchObject({ status: 'running' });
  });

  it('may stop the machine and let it go on: the agent follows', async () => {
    await ask({ execute: 'stop' });
    expect(await agent.json(['list'])).toMatchObject([{ state: 'paused' }]);
    await ask({ execute: 'cont' });
    expect(await agent.json(['list'])).toMatchObject([{ state: 'running' }]);
  });

  it('may end it', async () => {
    // QEMU may be gone before its answer is.
    await ask({ execute: 'quit' }).catch((error) => expect(error.data.code).toBe('monitor'));
    await expect(ask({ execute: 'query-status' })).rejects.toMatchObject({
      data: { code: expect.stringMatching(/^(domain-not-found|monitor)$/) },
    });
  });

  it('is nobody’s where the administrator switched it off', async () => {
    await agent.signal('SIGTERM');
    agent.configure({ monitorCommands: false });
    await agent.start();
    await expect(ask({ execute: 'query-status' })).rejects.toMatchObject({ data: { code: 'switched-off' } });
    expect(await agent.json(['list'])).toMatchObject([{ taints: [] }]);
  });
});
