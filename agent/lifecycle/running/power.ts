import * as z from 'zod/mini';
import { ownActions } from '../../../plan/commandLine/processSetup.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { Monitor } from '../../qemu/monitor.ts';
import { writeStatus } from '../adoption/statusFile.ts';
import type { AgentContext } from '../agentContext.ts';
import type { LiveDomain } from '../liveDomain.ts';
import { orTell } from '../problems.ts';
import type { DomainRecord } from '../registry.ts';
import { requireMonitor } from './changeRunning.ts';

/*
 * What is asked of a running machine. None of these changes the domain's state: QEMU's events do, in watch.ts.
 */

/** Stops the virtual CPUs. Nothing happens to one that is paused already. */
export async function suspendDomain(record: DomainRecord): Promise<void> {
  await requireMonitor(record).monitor.execute('stop');
}

/** @throws VirtcellError `domain-state` when it runs, or has shut down and was kept to be looked at */
export async function resumeDomain(record: DomainRecord): Promise<void> {
  const { live, monitor } = requireMonitor(record);
  if (live.state !== 'paused') throw wrongState(record, live, 'so there is nothing to resume');
  if ((await runState(monitor)) === 'shutdown') {
    throw wrongState(record, live, 'since its guest has shut down', `virtcell reset ${record.name}, then resume it`);
  }
  await monitor.execute('cont');
}

/** Presses the reset button: `<on_reboot>` is about what the guest does by itself. A paused machine stays paused. */
export async function resetDomain(agent: AgentContext, record: DomainRecord): Promise<void> {
  const { live, monitor } = requireMonitor(record);
  await resetMachine(live, monitor);
  if (live.rebooting) await forgetReboot(agent, record, live, monitor);
}

/** Presses the power button. The guest decides what comes of it. */
export async function shutDownDomain(agent: AgentContext, record: DomainRecord): Promise<void> {
  const { live, monitor } = requireMonitor(record);
  requireGuestRuns(record, live);
  if (live.rebooting) await forgetReboot(agent, record, live, monitor);
  await monitor.execute('system_powerdown');
}

/**
 * Presses the power button, and the machine goes on from its reset when the guest has powered off: libvirt's fake reboot.
 * QEMU must wait for that word, whatever its command line says, and a next agent must know of it.
 */
export async function rebootDomain(agent: AgentContext, record: DomainRecord): Promise<void> {
  const { live, monitor } = requireMonitor(record);
  requireGuestRuns(record, live);
  live.rebooting = true;
  try {
    writeStatus(agent, record, live);
    await monitor.execute('set-action', { shutdown: 'pause' });
    await monitor.execute('system_powerdown');
  } catch (error) {
    await forgetReboot(agent, record, live, monitor).catch((more: unknown) =>
      agent.log(`${record.name}: no reboot`, more),
    );
    throw error;
  }
}

/** Resets a machine whose guest has powered off and lets it run. The reboot that may have been asked for is done then. */
export async function restart(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  monitor: Monitor,
): Promise<void> {
  await resetMachine(live, monitor);
  await continueRestarted(agent, record, live, monitor);
}

/** The second half: an agent that died in between has left the machine reset, and stopped. */
export async function continueRestarted(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  monitor: Monitor,
): Promise<void> {
  await monitor.execute('cont');
  if (live.rebooting) await forgetReboot(agent, record, live, monitor);
}

/** What is asked from now on is no reboot; a power-off ends the machine, or does not, as its XML says. */
export async function forgetReboot(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  monitor: Monitor,
): Promise<void> {
  live.rebooting = false;
  if (record.live !== live) return;
  orTell(agent, record, 'that no reboot is asked for any more cannot be written down', () =>
    writeStatus(agent, record, live),
  );
  await monitor.execute('set-action', { shutdown: ownActions(live.ready.domain).shutdown });
}

/**
 * With `-no-reboot` QEMU makes a shutdown of the host's resets as well, and of the one by which SeaBIOS begins after a
 * reset. So it resets until that one came: see `afterReset` in watch.ts.
 */
async function resetMachine(live: LiveDomain, monitor: Monitor): Promise<void> {
  if (endsAtReset(live)) await monitor.execute('set-action', { reboot: 'reset' });
  await monitor.execute('system_reset');
}

/** From here on a reset of the guest's is what its XML says again. */
export async function heedResets(live: LiveDomain, monitor: Monitor): Promise<void> {
  if (endsAtReset(live)) await monitor.execute('set-action', { reboot: 'shutdown' });
}

const endsAtReset = ({ ready }: LiveDomain): boolean => ownActions(ready.domain).reboot === 'shutdown';

const status = z.looseObject({ status: z.string() });

/** RunState of the QMP reference. */
export const runState = async (monitor: Monitor): Promise<string> =>
  status.parse(await monitor.execute('query-status')).status;

/** Asked while it stands still, the guest would do it whenever somebody resumes it. */
function requireGuestRuns(record: DomainRecord, live: LiveDomain): void {
  if (live.state !== 'paused') return;
  throw wrongState(record, live, 'so its guest cannot be asked', `virtcell resume ${record.name}`);
}

const wrongState = ({ name }: DomainRecord, { state }: LiveDomain, why: string, hint?: string): VirtcellError =>
  new VirtcellError({ code: 'domain-state', message: `the domain ${name} is ${state}, ${why}`, ...(hint && { hint }) });
