import { expect, it, onTestFinished } from 'vitest';
import { AgentProcess } from '../agentProcess.ts';
import { DatagramSocket } from '../linux/datagramSocket.ts';

it('an agent tells the service manager once clients may connect', async () => {
  const name = `@virtcell-notify-${process.pid}`;
  const manager = new DatagramSocket(name);
  onTestFinished(() => manager.close());
  const agent = await AgentProcess.start({ wrapper: ['env', `NOTIFY_SOCKET=${name}`] });
  onTestFinished(() => agent.dispose());
  expect(manager.next()).toBe('READY=1');
  expect(await agent.json(['list'])).toEqual([]);
});
