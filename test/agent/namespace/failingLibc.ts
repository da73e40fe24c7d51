import { constants } from 'node:os';
import koffi from 'koffi';
import { type CFunction, declare as declareReal, syscall as syscallReal } from '../../../agent/linux/libc.ts';
import { noteCall } from './failingCalls.ts';

/* Stands for agent/linux/libc.ts in a program of a test. */

export { checked, defineStruct, LinuxError, lastErrno } from '../../../agent/linux/libc.ts';

/** What is called by number. */
const SYSCALLS = new Map<unknown, string>([
  [process.arch === 'x64' ? 250 : 219, 'keyctl'],
  [424, 'pidfd_send_signal'],
  [434, 'pidfd_open'],
  [437, 'openat2'],
  [438, 'pidfd_getfd'],
  [444, 'landlock_create_ruleset'],
  [445, 'landlock_add_rule'],
  [446, 'landlock_restrict_self'],
]);

/** The same function, that fails as the kernel would where the test wants it to. */
function failing(real: CFunction, nameOf: (values: readonly unknown[]) => string): CFunction {
  return (...values) => {
    const name = nameOf(values);
    const errno = noteCall(name, values);
    // The kernel frees a descriptor whatever close(2) answers.
    const result = errno === undefined || name === 'close' ? real(...values) : -1;
    if (errno === undefined) return result;
    koffi.errno(constants.errno[errno as keyof typeof constants.errno]);
    return -1;
  };
}

export function declare(prototype: string): CFunction {
  const [, name = ''] = /([a-z0-9_]+)\(/.exec(prototype) ?? [];
  return failing(declareReal(prototype), () => name);
}

export const syscall = failing(syscallReal, ([number]) => SYSCALLS.get(number) ?? `syscall ${number}`);
