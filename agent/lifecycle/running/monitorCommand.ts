import { VirtcellError } from '../../../protocol/errors.ts';
import type { MonitorCommand } from '../../../protocol/monitorCommand.ts';
import type { Caller } from '../../access/caller.ts';
import { writeStatus } from '../adoption/statusFile.ts';
import type { AgentContext } from '../agentContext.ts';
import type { LiveDomain } from '../liveDomain.ts';
import type { DomainRecord } from '../registry.ts';
import { inTurn, requireMonitor } from './changeRunning.ts';

/** libvirt's word for a domain whose monitor somebody spoke to. */
const TAINT = 'custom-monitor';

/**
 * Asks QEMU something that the agent knows nothing of. The domain is tainted before: from then on its plan and its XML
 * may not be all that it has. No command is held back but the negotiation, which is the agent's: QEMU is confined
 * whatever it is told, and what it tells of itself, its end, its pauses, devices that go, the agent follows anyhow.
 *
 * @throws VirtcellError `caller-refused` when another than the owner asks, root too; `switched-off`; `monitor` with
 *   QEMU's class when it refuses
 */
export async function askMonitor(
  agent: AgentContext,
  caller: Caller,
  record: DomainRecord,
  command: MonitorCommand,
): Promise<unknown> {
  requireAllowed(agent, caller, record, command);
  const { live, monitor } = requireMonitor(record);
  return inTurn(record, live, async () => {
    taint(agent, record, live);
    return (await monitor.execute(command.execute, command.arguments)) ?? null;
  });
}

function requireAllowed({ config }: AgentContext, caller: Caller, record: DomainRecord, command: MonitorCommand): void {
  if (caller.uid !== record.owner) {
    const message = `only the owner of ${record.name}, uid ${record.owner}, may speak to its monitor`;
    throw new VirtcellError({ code: 'caller-refused', message });
  }
  if (!config.monitorCommands) {
    const message = 'the administrator has switched commands to the monitor off';
    throw new VirtcellError({ code: 'switched-off', message, hint: 'It is "monitorCommands" in the configuration.' });
  }
  if (command.execute === 'qmp_capabilities') {
    throw new VirtcellError({ code: 'bad-request', message: 'qmp_capabilities: the agent has negotiated already' });
  }
}

/** Written down first: what may have been done must be known to the next agent as well. */
function taint(agent: AgentContext, record: DomainRecord, live: LiveDomain): void {
  if (live.taints.includes(TAINT)) return;
  const before = live.taints;
  live.taints = [...before, TAINT];
  try {
    writeStatus(agent, record, live);
  } catch (error) {
    live.taints = before;
    throw error;
  }
  agent.announce(record, 'tainted');
}
