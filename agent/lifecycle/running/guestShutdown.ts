import type { Domain, LifecycleAction } from '../../../domain-xml/model/domain.ts';
import type { MonitorEvent } from '../../qemu/monitor.ts';

/** What the domain's XML wants done when its guest has powered off or reset. */
export type AfterShutdown = 'end' | 'restart' | 'keep-paused';

type Actions = Pick<Domain, 'onPoweroff' | 'onReboot'>;

/**
 * Reads QEMU's SHUTDOWN event, docs/interop/qemu-qmp-ref: `reason` tells a reset that `-no-reboot` turned into a
 * shutdown from a power-off. What the host asked for, by a signal or by `quit`, ends the domain whatever it says. A
 * guest that powers off because it was asked to reboot has done its half of a reboot.
 */
export function afterShutdown(actions: Actions, { data }: MonitorEvent, rebooting: boolean): AfterShutdown {
  if (data.guest !== true) return 'end';
  return carriedOut(data.reason === 'guest-reset' || rebooting ? actions.onReboot : actions.onPoweroff);
}

/**
 * The same for a machine that is found to have shut down while nobody listened. Whether it was a reset cannot be asked
 * for where `-no-reboot` makes both look alike: then it stays as it is, unless both mean the same.
 */
export function afterUnseenShutdown(actions: Actions, rebooting: boolean): AfterShutdown {
  const off = carriedOut(actions.onPoweroff);
  const reset = carriedOut(actions.onReboot);
  if (rebooting) return reset;
  return reset === 'restart' || reset === off ? off : 'keep-paused';
}

function carriedOut(action: LifecycleAction): AfterShutdown {
  if (action === 'destroy') return 'end';
  return action === 'preserve' ? 'keep-paused' : 'restart';
}
