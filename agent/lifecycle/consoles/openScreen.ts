import { Socket } from 'node:net';
import { waysIn } from '../../../domain-xml/model/waysIn.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { GraphicsQuery } from '../../../protocol/graphics.ts';
import type { Caller } from '../../access/caller.ts';
import { closeDescriptor } from '../../linux/process.ts';
import { connectedPair } from '../../linux/socket.ts';
import type { Monitor } from '../../qemu/monitor.ts';
import type { AgentContext } from '../agentContext.ts';
import { requireMonitor } from '../running/changeRunning.ts';

let screens = 0;

/**
 * The screen of a running domain, as a connection with its VNC server that was never an address: QEMU is handed one end
 * of a pair of sockets (QMP reference, `getfd` and `add_client`), and asks no password of who came through the agent.
 *
 * @throws VirtcellError `domain-not-found`, `domain-not-running`, `monitor`; `graphics-unavailable` where the XML has no
 *   VNC display
 */
export async function openScreen(agent: AgentContext, caller: Caller, query: GraphicsQuery): Promise<Socket> {
  const record = agent.registry.find(caller, query);
  const { live, monitor } = requireMonitor(record);
  if (!waysIn(live.ready.domain).screen) {
    const message = `the domain ${record.name} has no screen`;
    const hint = "It gets one by <graphics type='vnc'><listen type='none'/></graphics> and a <video>.";
    throw new VirtcellError({ code: 'graphics-unavailable', message, hint });
  }
  const [own, qemus] = connectedPair();
  try {
    await handOver(monitor, qemus);
  } catch (error) {
    closeDescriptor(own);
    throw error;
  } finally {
    closeDescriptor(qemus);
  }
  return new Socket({ fd: own });
}

/** Under a name of its own: QEMU closes what a name stood for when it is given anew. */
async function handOver(monitor: Monitor, descriptor: number): Promise<void> {
  screens += 1;
  const fdname = `screen${screens}`;
  await monitor.executeWith(descriptor, 'getfd', { fdname });
  await monitor.execute('add_client', { protocol: 'vnc', fdname, skipauth: true });
}
