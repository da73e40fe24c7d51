import { Monitor } from '../../../agent/qemu/monitor.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import { noteCall } from './failingCalls.ts';

/** From here on QEMU's commands are calls as well: one that fails is refused in QEMU's words, and not carried out. */
export function letCommandsFail(): void {
  const { execute, executeWith } = Monitor.prototype;
  const refuse = (command: string, args: unknown): void => {
    const errno = noteCall('qmp', [command, JSON.stringify(args)]);
    if (errno === undefined) return;
    throw new VirtcellError({
      code: 'monitor',
      message: `${command}: ${errno}`,
      step: 'monitor',
      class: 'GenericError',
    });
  };
  Monitor.prototype.execute = async function (command, args) {
    refuse(command, args);
    return execute.call(this, command, args);
  };
  Monitor.prototype.executeWith = async function (descriptor, command, args) {
    refuse(command, args);
    return executeWith.call(this, descriptor, command, args);
  };
}
