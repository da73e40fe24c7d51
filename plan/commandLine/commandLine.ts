import type { Domain } from '../../domain-xml/model/domain.ts';
import { bootSource } from './bootOrder.ts';
import { characterDevices, consoleLogs, logFds } from './characterDevices.ts';
import { controllers } from './controllers.ts';
import { disks, withSortedDisks } from './disks.ts';
import { graphics, videos } from './display.ts';
import { emulatorOf, guestMachine } from './guestMachine.ts';
import { withImpliedControllers } from './impliedControllers.ts';
import { hubs, inputs } from './inputs.ts';
import { interfaces } from './interfaces.ts';
import { memballoon } from './memballoon.ts';
import { bareProcess, builtInWatchdog, clock, confinement, lifecycle, MONITOR_FD, monitor } from './processSetup.ts';
import type { QemuCommand } from './qemuCommand.ts';
import { rngs } from './rngs.ts';
import { wire } from './wiring.ts';

export interface CommandLineOptions {
  /**
   * Whether the output of serial ports and consoles on PTYs is logged through passed descriptors; true unless said
   * otherwise. The agent's consoles read only that log.
   */
  readonly consoleLogs?: boolean;
}

/**
 * The QEMU command of a domain, for QEMU 7.2 and later. A function of the domain alone: nothing of the host is read,
 * so the same domain gives the same arguments everywhere. Options stand in the order in which libvirt has them; a
 * device always stands after what it refers to.
 *
 * @throws DoesNotFit when the devices do not fit onto the machine's buses, or a CPU model's name is no name
 */
export function commandLine(domain: Domain, options: CommandLineOptions = {}): QemuCommand {
  const complete = withSortedDisks(withImpliedControllers(domain));
  const wiring = wire(complete);
  const logs = (options.consoleLogs ?? true) ? consoleLogs(complete) : [];
  const emulator = emulatorOf(complete);
  const argv = [
    emulator,
    ...guestMachine(complete),
    ...bareProcess,
    ...monitor,
    ...clock(complete),
    ...lifecycle(complete),
    ...bootSource(complete),
    ...controllers(wiring),
    ...disks(wiring),
    ...interfaces(wiring),
    ...characterDevices(wiring, logs),
    ...hubs(wiring),
    ...inputs(wiring),
    ...graphics(wiring),
    ...videos(wiring),
    ...builtInWatchdog(complete),
    ...memballoon(wiring),
    ...rngs(wiring),
    ...confinement,
  ];
  return { emulator, argv, fds: [{ fd: MONITOR_FD, purpose: 'monitor' }, ...logFds(logs)] };
}
