import type { Domain } from '../../domain-xml/model/domain.ts';
import { chipsetOf } from './guestMachine.ts';
import { type Arguments, keyValues } from './optionText.ts';
import { FIRST_PASSED_FD } from './qemuCommand.ts';

/** The passed descriptor of the monitor's listening socket. */
export const MONITOR_FD = FIRST_PASSED_FD;

/** No window, no configuration files of the host, no devices but those that follow. */
export const bareProcess: Arguments = ['-display', 'none', '-no-user-config', '-nodefaults'];

/** QMP on a socket that is bound before QEMU runs: the agent can connect at once and no path is raced for. */
export const monitor: Arguments = [
  '-chardev',
  keyValues([
    ['', 'socket'],
    ['id', 'charmonitor'],
    ['fd', MONITOR_FD],
    ['server', 'on'],
    ['wait', 'off'],
  ]),
  '-mon',
  keyValues([
    ['chardev', 'charmonitor'],
    ['id', 'monitor'],
    ['mode', 'control'],
  ]),
];

/** What the guest's clock starts from. */
export function clock({ clock }: Domain): Arguments {
  return ['-rtc', `base=${clock.offset}`];
}

/**
 * What QEMU does by itself when the guest powers off or resets; its own defaults are `destroy` and `restart`.
 *
 * `-no-reboot` turns a reset into a shutdown, `-no-shutdown` keeps the process, paused, after a shutdown (QEMU's
 * manual, `-action`). With `-no-shutdown` the agent has the last word: the SHUTDOWN event says whether the guest
 * powered off or reset, and it resets and continues, leaves the paused machine to be looked at, or ends it.
 * `on_crash` has no argument: without a panic device, which the subset does not have, a guest cannot tell that it
 * crashed.
 */
export function lifecycle(domain: Domain): Arguments {
  const { reboot, shutdown } = ownActions(domain);
  return [...(reboot === 'shutdown' ? ['-no-reboot'] : []), ...(shutdown === 'pause' ? ['-no-shutdown'] : [])];
}

/** The same in the words of QMP's `set-action`. */
export function ownActions({ onPoweroff, onReboot }: Pick<Domain, 'onPoweroff' | 'onReboot'>) {
  const rebootEnds = onReboot === 'destroy' || onReboot === 'preserve';
  const pausesAfterwards = onPoweroff !== 'destroy' || onReboot === 'preserve';
  return { reboot: rebootEnds ? 'shutdown' : 'reset', shutdown: pausesAfterwards ? 'pause' : 'poweroff' } as const;
}

/** q35 has a watchdog built in; it resets the guest only when the board's no-reboot strap is off. */
export function builtInWatchdog({ os }: Domain): Arguments {
  return chipsetOf(os.machine) === 'q35' ? ['-global', 'ICH9-LPC.noreboot=off', '-watchdog-action', 'reset'] : [];
}

/** QEMU's own seccomp filter, and times in its log. */
export const confinement: Arguments = [
  '-sandbox',
  keyValues([
    ['', 'on'],
    ['obsolete', 'deny'],
    ['elevateprivileges', 'deny'],
    ['spawn', 'deny'],
    ['resourcecontrol', 'deny'],
  ]),
  '-msg',
  'timestamp=on',
];
