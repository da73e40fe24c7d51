import type { DevStep } from '../../../plan/privateDev/devChange.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { ChangedDevice, NodeChange } from '../../../protocol/methods.ts';
import type { Monitor } from '../../qemu/monitor.ts';
import type { LiveDomain } from '../liveDomain.ts';
import type { DomainRecord } from '../registry.ts';
import { requireLive } from './stop.ts';

/** A domain whose machine can be changed: it answers. */
export interface Running {
  readonly live: LiveDomain;
  readonly monitor: Monitor;
}

export function requireMonitor(record: DomainRecord): Running {
  const live = requireLive(record);
  if (live.state === 'starting') {
    throw new VirtcellError({ code: 'domain-not-running', message: `the domain ${record.name} is only starting` });
  }
  if (live.monitor) return { live, monitor: live.monitor };
  throw new VirtcellError({
    code: 'monitor',
    message: `the monitor of ${record.name} cannot be reached`,
    hint: 'QEMU has been silent since this agent took it over; when it speaks again, all is well. virtcell destroy ends it.',
  });
}

/**
 * Each change begins where the one before it ended: two that plan at once would plan upon the same state.
 *
 * @throws VirtcellError `domain-not-running` when the run that it was asked for is over by its turn
 */
export function inTurn<T>(record: DomainRecord, live: LiveDomain, change: () => Promise<T>): Promise<T> {
  const turn = live.lastChange.then(() => {
    requireSameRun(record, live);
    return change();
  });
  live.lastChange = turn.catch(() => undefined);
  return turn;
}

/**
 * To be asked again after looking at the host, which takes time: the domain may have ended and been started anew, and
 * its folder and its name are the next run's.
 */
export function requireSameRun(record: DomainRecord, live: LiveDomain): void {
  if (record.live === live) return;
  const message = `the domain ${record.name} ended before this was its turn`;
  throw new VirtcellError({ code: 'domain-not-running', message });
}

export const changeOf = (alias: string, steps: readonly DevStep[]): ChangedDevice => ({
  alias,
  nodes: steps.map(nodeChange),
});

export const nodeChange = (step: DevStep): NodeChange => ({
  kind: step.kind,
  path: step.kind === 'remove' ? step.before.path : step.node.path,
});
