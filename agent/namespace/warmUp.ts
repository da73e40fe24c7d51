import { readFileSync } from 'node:fs';
import { parseMountinfo } from '../host/mountinfo.ts';
import { LinuxError } from '../linux/libc.ts';
import { attach, cloneTree, detachTop } from '../linux/mount.ts';
import { makeDevice, makeDirectory, makeLink, setMode, setOwner, setXattr } from '../linux/nodes.ts';
import { closeOnExecFrom, isCloseOnExec } from '../linux/process.ts';
import { mountIdOf } from '../linux/statx.ts';

/** A descriptor that is never open and a path that cannot be. */
const NO_FD = -1;
const NO_PATH = '/proc/self/nothing';

/**
 * Calls the wrappers once, each with arguments that the kernel refuses, so that a launch does not pay for the first
 * call: koffi prepares a function when it is first used. Nothing is changed.
 */
export function warmUp(): void {
  parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8'));
  for (const call of [
    () => makeDirectory(NO_FD, 'x', 0o755),
    () => makeDevice(NO_FD, 'x', 'char', 1, 3),
    () => makeLink(NO_FD, 'x', 'y'),
    () => setOwner(NO_FD, 'x', 0, 0),
    () => setMode(NO_FD, 'x', 0),
    () => setXattr(NO_FD, 'x', 'user.x', new Uint8Array(1)),
    () => cloneTree(NO_PATH),
    () => attach(NO_FD, NO_PATH),
    () => detachTop(NO_PATH),
    () => mountIdOf(NO_PATH),
    () => isCloseOnExec(NO_FD),
    () => closeOnExecFrom(0x7fffffff),
  ]) {
    refused(call);
  }
}

function refused(call: () => unknown): void {
  try {
    call();
  } catch (error) {
    if (!(error instanceof LinuxError)) throw error;
  }
}
