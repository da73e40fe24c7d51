import type { Domain } from '../../domain-xml/model/domain.ts';
import type { MonitorEvent } from '../qemu/monitor.ts';

/** What the domain's XML wants done when its guest has powered off or reset. */
export type AfterShutdown = 'end' | 'restart' | 'keep-paused';

/**
 * Reads QEMU's SHUTDOWN event, docs/interop/qemu-qmp-ref: `reason` tells a reset that `-no-reboot` turned into a
 * shutdown from a power-off. What the host asked for, by a signal or by `quit`, ends the domain whatever it says.
 */
export function afterShutdown({ onPoweroff, onReboot }: Domain, { data }: MonitorEvent): AfterShutdown {
  if (data.guest !== true) return 'end';
  const action = data.reason === 'guest-reset' ? onReboot : onPoweroff;
  if (action === 'destroy') return 'end';
  return action === 'preserve' ? 'keep-paused' : 'restart';
}
