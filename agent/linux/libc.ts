import { constants } from 'node:os';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');

const names = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]));

/** A declared C function; koffi turns the arguments into what the prototype asks for and throws a TypeError where it cannot. */
export type CFunction = (...values: readonly unknown[]) => number;

/** A call to the kernel that failed: which call, the errno's name and, where the call has one, the path. */
export class LinuxError extends Error {
  override readonly name = 'LinuxError';
  readonly syscall: string;
  readonly errno: string;
  readonly path: string | undefined;

  constructor(syscall: string, errno: string, path?: string, detail?: string) {
    super(`${syscall}${path === undefined ? '' : ` ${path}`}: ${errno}${detail ? ` (${detail})` : ''}`);
    this.syscall = syscall;
    this.errno = errno;
    this.path = path;
  }
}

/** The errno of the last koffi call. Only true in the same tick, before any other call. */
export function lastErrno(): string {
  const number = koffi.errno();
  return names.get(number) ?? `errno ${number}`;
}

/** Passes a result on, or throws what the kernel said when it is −1. */
export function checked(syscall: string, result: number, path?: string): number {
  if (result !== -1) return result;
  throw new LinuxError(syscall, lastErrno(), path);
}

/**
 * Declares a C function. The call is made on the calling thread and blocks it: namespaces, credentials and Landlock
 * belong to a thread, so nothing here may go to another.
 *
 * @param prototype in C, as koffi reads it; `...` takes pairs of type and value
 */
export const declare = (prototype: string): CFunction => libc.func(prototype);

/** Declares a C struct under a name that prototypes may use. */
export function defineStruct(name: string, members: Readonly<Record<string, string>>): void {
  koffi.struct(name, { ...members });
}

/**
 * syscall(2), for what glibc before 2.36 does not wrap. Numbers from 424 on are the same on every architecture.
 * Arguments are given as C longs or buffers, in pairs of type and value.
 */
export const syscall = declare('long syscall(long number, ...)');
