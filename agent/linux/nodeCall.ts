import { LinuxError } from './libc.ts';

/**
 * Makes a call of Node's own and tells its error as that of every other call, with the path: Node leaves it out where
 * the kernel was given a descriptor, as by read(2) and fstat(2).
 */
export function onPath<T>(path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error;
    throw new LinuxError(String(error.syscall), String(error.code), path);
  }
}
