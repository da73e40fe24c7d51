import * as real from 'node:fs';
import { noteCall } from './failingCalls.ts';

/* Stands for node:fs in an agent of a test. */

export * from 'node:fs';

/** As Node tells a failure: with the path, if the call was given one. */
function failure(errno: string, syscall: string, path: unknown): Error {
  const isPath = typeof path === 'string';
  const message = `${errno}: injected, ${syscall}${isPath ? ` '${path}'` : ''}`;
  return Object.assign(new Error(message), { code: errno, syscall, ...(isPath && { path }) });
}

/** The same function, that fails as Node's would where the test wants it to. */
const failing = <F extends (...values: never[]) => unknown>(name: string, call: F): F =>
  ((...values: Parameters<F>) => {
    const errno = noteCall(name, values);
    if (errno === undefined) return call(...values);
    // The kernel frees a descriptor whatever close(2) answers.
    if (name === 'close') call(...values);
    throw failure(errno, name, values[0]);
  }) as F;

export const accessSync = failing('access', real.accessSync);
export const appendFileSync = failing('append', real.appendFileSync as () => unknown);
export const chmodSync = failing('chmod', real.chmodSync);
export const chownSync = failing('chown', real.chownSync);
export const closeSync = failing('close', real.closeSync);
export const fchownSync = failing('fchown', real.fchownSync);
export const fstatSync = failing('fstat', real.fstatSync as () => unknown);
export const fsyncSync = failing('fsync', real.fsyncSync);
export const lstatSync = failing('lstat', real.lstatSync as () => unknown);
export const mkdirSync = failing('mkdir', real.mkdirSync as () => unknown);
export const openSync = failing('open', real.openSync);
export const opendirSync = failing('opendir', real.opendirSync);
export const readSync = failing('read', real.readSync as () => unknown);
export const readdirSync = failing('scandir', real.readdirSync as () => unknown);
export const readlinkSync = failing('readlink', real.readlinkSync as () => unknown);
export const realpathSync = failing('realpath', real.realpathSync as unknown as () => unknown);
export const renameSync = failing('rename', real.renameSync);
export const rmSync = failing('rm', real.rmSync);
export const statSync = failing('stat', real.statSync as () => unknown);
export const statfsSync = failing('statfs', real.statfsSync as () => unknown);
export const symlinkSync = failing('symlink', real.symlinkSync);
export const unlinkSync = failing('unlink', real.unlinkSync);
export const watch = failing('watch', real.watch as () => unknown);
export const writeFileSync = failing('write', real.writeFileSync as () => unknown);
export const writeSync = failing('write', real.writeSync as () => unknown);

const read = failing('read', (fd: number, options: BufferEncoding) => real.readFileSync(fd, options));

/** Opening and reading are two calls, and read(2) has no path to tell. */
export function readFileSync(path: string | number, options: BufferEncoding): string {
  if (typeof path === 'number') return read(path, options);
  const fd = openSync(path, 'r');
  try {
    return read(fd, options);
  } finally {
    real.closeSync(fd);
  }
}

/** It throws nothing: what cannot be looked at is not there. */
export const existsSync = (path: string): boolean => noteCall('exists', [path]) === undefined && real.existsSync(path);
