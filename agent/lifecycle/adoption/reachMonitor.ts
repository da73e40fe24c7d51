import { VirtcellError } from '../../../protocol/errors.ts';
import { Monitor, QEMU_PATIENCE_MS } from '../../qemu/monitor.ts';
import type { AgentContext } from '../agentContext.ts';
import { monitorPath } from '../agentPaths.ts';
import type { LiveDomain } from '../liveDomain.ts';
import { tellProblem } from '../problems.ts';
import type { DomainRecord } from '../registry.ts';

/** For its greeting: a stopped or hung QEMU says nothing, and must not keep the agent from serving the others. */
const GREETING_MS = 2000;

/** The monitor of a QEMU that an earlier agent started. */
export interface Reached {
  /** When it answers at once. */
  readonly monitor: Monitor | undefined;
  /** As long as QEMU is silent: it may be stopped, and go on tomorrow. Rejects where there is no monitor to be had. */
  readonly arriving: Promise<Monitor>;
  /** The connection has ended, or there never was one. */
  readonly closed: Promise<void>;
}

export async function reachMonitor(runDir: string): Promise<Reached> {
  const arriving = Monitor.connect(monitorPath(runDir), QEMU_PATIENCE_MS, Number.POSITIVE_INFINITY);
  const closed = arriving.then(
    (monitor) => monitor.closed,
    () => undefined,
  );
  let patience: NodeJS.Timeout | undefined;
  const silence = new Promise<undefined>((resolve) => {
    patience = setTimeout(resolve, GREETING_MS, undefined);
  });
  const monitor = await Promise.race([arriving.catch(() => undefined), silence]);
  clearTimeout(patience);
  return { monitor, arriving, closed };
}

/**
 * Tells that the agent has no monitor of a domain, until it has.
 *
 * @param joined what is to be done with it then
 */
export async function awaitMonitor(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  arriving: Promise<Monitor>,
  joined: (monitor: Monitor) => Promise<void>,
): Promise<void> {
  tellProblem(agent, record, UNREACHED, silent());
  let told = record.problem;
  const forget = (): void => {
    if (record.problem === told) record.problem = undefined;
  };
  void live.cleared.then(forget);
  try {
    const monitor = await arriving;
    if (record.live !== live) {
      monitor.close();
      return;
    }
    live.monitor = monitor;
    await joined(monitor);
    forget();
    agent.announce(record, 'its monitor answers');
  } catch (error) {
    if (record.live !== live) {
      agent.log(`${record.name} of uid ${record.owner}: ${UNREACHED}`, error);
      return;
    }
    // Not silence any more, but this.
    tellProblem(agent, record, UNREACHED, error);
    told = record.problem;
  }
}

const UNREACHED = 'the monitor cannot be reached';

const silent = (): VirtcellError =>
  new VirtcellError({
    code: 'monitor',
    message: `QEMU said nothing for ${GREETING_MS / 1000} s`,
    hint: 'It may be stopped; once it speaks, all is well. virtcell destroy ends it.',
  });
