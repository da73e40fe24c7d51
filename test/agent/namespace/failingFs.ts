import * as real from 'node:fs';
import { beginStep, noteCall } from './failingCalls.ts';

/* Stands for node:fs in the launcher of a test. */

export * from 'node:fs';

/** As Node tells a failure: with the path, if the call was given one. */
function failure(errno: string, syscall: string, path: unknown): Error {
  const where = typeof path === 'string' ? { path } : {};
  return Object.assign(new Error(`${errno}: injected, ${syscall}`), { code: errno, syscall, ...where });
}

const failing =
  <Values extends readonly unknown[], Result>(name: string, call: (...values: Values) => Result) =>
  (...values: Values): Result => {
    const errno = noteCall(name, values);
    if (errno !== undefined) throw failure(errno, name, values[0]);
    return call(...values);
  };

export const lstatSync = failing('lstat', (path: string) => real.lstatSync(path));
export const fstatSync = failing('fstat', real.fstatSync);
export const accessSync = failing('access', real.accessSync);
export const openSync = failing('open', real.openSync);
export const closeSync = failing('close', real.closeSync);

/** Opening and reading are two calls, and read(2) has no path to tell. */
export function readFileSync(path: string, encoding: BufferEncoding): string {
  const fd = openSync(path, 'r');
  try {
    return failing('read', (from: number) => real.readFileSync(from, encoding))(fd);
  } finally {
    real.closeSync(fd);
  }
}

/** The launcher's reports tell which step begins. */
export function writeSync(fd: number, text: string): number {
  const report = JSON.parse(text) as { begin?: string };
  if (report.begin !== undefined) beginStep(report.begin);
  return real.writeSync(fd, text);
}
