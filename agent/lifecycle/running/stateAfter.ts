import type { MonitorEvent } from '../../qemu/monitor.ts';
import type { LiveDomain } from '../liveDomain.ts';

/** A state and why it is so, in libvirt's words for the reason. */
export interface StateAndReason {
  readonly state: LiveDomain['state'];
  readonly reason: string;
}

/**
 * What an event of QEMU's makes of a running domain's state; nothing when it makes nothing of it.
 *
 * `in shutdown` begins when the power button was pressed and says no more than that: no event tells whether a guest obeys.
 * It lasts until the machine ends, is reset, or is paused and resumed.
 *
 * @param before the event before this one that says why the machine stops, if there was one
 */
export function stateAfter(state: LiveDomain['state'], event: string, before?: string): StateAndReason | undefined {
  switch (event) {
    case 'STOP':
      return { state: 'paused', reason: (before && WHY_STOPPED[before]) ?? 'user' };
    case 'RESUME':
      return { state: 'running', reason: 'unpaused' };
    case 'POWERDOWN':
      return { state: 'in shutdown', reason: 'user' };
    case 'RESET':
      return state === 'in shutdown' ? { state: 'running', reason: 'booted' } : undefined;
    default:
      return undefined;
  }
}

const WHY_STOPPED: Readonly<Record<string, string>> = {
  BLOCK_IO_ERROR: 'ioerror',
  SHUTDOWN: 'shutting down',
  WATCHDOG: 'watchdog',
  GUEST_PANICKED: 'crashed',
};

/** Whether QEMU says with it why it is about to stop. An I/O error may also be reported to the guest, which goes on. */
export const saysWhyStopped = ({ event, data }: MonitorEvent): boolean =>
  event in WHY_STOPPED && (event !== 'BLOCK_IO_ERROR' || data.action === 'stop');

/**
 * The state of a machine whose events nobody heard for a while.
 *
 * @param runState RunState of the QMP reference
 */
export function stateFound(known: StateAndReason, runState: string): StateAndReason {
  if (runState === 'running') return known.state === 'paused' ? { state: 'running', reason: 'unpaused' } : known;
  if (known.state === 'paused') return known;
  return { state: 'paused', reason: REASON_FOUND[runState] ?? 'unknown' };
}

const REASON_FOUND: Readonly<Record<string, string>> = {
  paused: 'user',
  prelaunch: 'user',
  'io-error': 'ioerror',
  shutdown: 'shutting down',
  watchdog: 'watchdog',
  'guest-panicked': 'crashed',
};
