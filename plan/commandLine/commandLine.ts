import type { Domain } from '../../domain-xml/model/domain.ts';
import type { DevFacts, HardwareFacts } from '../privateDev/hostFacts.ts';
import { layoutOf } from './assignedAddresses.ts';
import { bootSource } from './bootOrder.ts';
import { characterDevices, consoleLogs, logFds } from './characterDevices.ts';
import { controllers } from './controllers.ts';
import { disks, withSortedDisks } from './disks.ts';
import { graphics, videos } from './display.ts';
import { firmware, tpm } from './firmware.ts';
import { emulatorOf, guestMachine } from './guestMachine.ts';
import { hostDevices, withoutAbsentDevices } from './hostDevices.ts';
import { withImpliedControllers } from './impliedControllers.ts';
import { hubs, inputs } from './inputs.ts';
import { interfaces } from './interfaces.ts';
import { launchSecurity } from './launchSecurity.ts';
import { memballoon } from './memballoon.ts';
import { enclaveMemory, memoryDevices } from './memoryDevices.ts';
import { bareProcess, builtInWatchdog, clock, confinement, lifecycle, MONITOR_FD, monitor } from './processSetup.ts';
import type { QemuCommand } from './qemuCommand.ts';
import { rngs } from './rngs.ts';
import { audio, sounds } from './sound.ts';
import { redirdevs, smartcards } from './usbChardevs.ts';
import { wire } from './wiring.ts';

export interface CommandLineOptions {
  /**
   * Whether the output of serial ports and consoles on PTYs is logged through passed descriptors; true unless said
   * otherwise. The agent's consoles read only that log.
   */
  readonly consoleLogs?: boolean;
  /** What the host's devices are called, where that is known: then QEMU is told it, and need not look for them. */
  readonly deviceNodes?: HardwareFacts['deviceNodes'];
  /** The images below images, and files beside them: a data file is then named by its path. */
  readonly backingChains?: DevFacts['backingChains'];
}

/**
 * The QEMU command of a domain, for QEMU 7.2 and later. Nothing of the host is read, so the same domain gives the same
 * arguments everywhere, but for what the options tell of the host. Options stand in the order in which libvirt has them; a
 * device always stands after what it refers to.
 *
 * @throws DoesNotFit when the devices do not fit onto the machine's buses, or a CPU model's name is no name
 */
export function commandLine(domain: Domain, options: CommandLineOptions = {}): QemuCommand {
  const { deviceNodes = {}, backingChains = {} } = options;
  const there = withoutAbsentDevices(domain, deviceNodes);
  const complete = withSortedDisks(withImpliedControllers(there));
  const wiring = wire(complete, { deviceNodes, backingChains });
  const logs = (options.consoleLogs ?? true) ? consoleLogs(complete) : [];
  const emulator = emulatorOf(complete);
  const argv = [
    emulator,
    ...launchSecurity(complete),
    ...enclaveMemory(complete),
    ...guestMachine(complete),
    ...bareProcess,
    ...monitor,
    ...clock(complete),
    ...lifecycle(complete),
    ...bootSource(complete),
    ...firmware(complete),
    ...controllers(wiring),
    ...memoryDevices(wiring),
    ...disks(wiring),
    ...interfaces(wiring),
    ...characterDevices(wiring, logs),
    ...hubs(wiring),
    ...smartcards(wiring),
    ...redirdevs(wiring),
    ...inputs(wiring),
    ...tpm(complete),
    ...audio(complete),
    ...graphics(wiring),
    ...videos(wiring),
    ...sounds(wiring),
    ...builtInWatchdog(complete),
    ...hostDevices(wiring),
    ...memballoon(wiring),
    ...rngs(wiring),
    ...confinement,
  ];
  return {
    emulator,
    argv,
    fds: [{ fd: MONITOR_FD, purpose: 'monitor' }, ...logFds(logs)],
    layout: layoutOf(wiring),
  };
}
