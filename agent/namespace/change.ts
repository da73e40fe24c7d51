import { constants } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type DevStep, undo } from '../../plan/privateDev/devChange.ts';
import type { Access, PlannedNode } from '../../plan/privateDev/devPlan.ts';
import { isRunning, type ProcessIdentity } from '../host/processIdentity.ts';
import { encodeAcl } from '../linux/acl.ts';
import {
  heldTarget,
  holdDirectory,
  holdEntry,
  holdRoot,
  release,
  removeEntry,
  replaceEntry,
  setHeldMode,
  setHeldOwner,
  setHeldXattr,
} from '../linux/heldDirectory.ts';
import { LinuxError } from '../linux/libc.ts';
import { makeDevice, makeDirectory, makeLink } from '../linux/nodes.ts';
import { openPidfd, waitReadable } from '../linux/pidfd.ts';
import { statusOfHeld } from '../linux/statx.ts';

/**
 * Changes the /dev of a running process, step by step, from outside: no namespace is entered. What a step makes, a
 * failure of a later one takes back.
 *
 * The process's owner may hold a hand on what is inside, so no path is walked as root would walk it: its root and each
 * parent are held by descriptor, no link is followed, and a node gets its owner and mode by a descriptor of itself.
 *
 * @param identity of the process, where its number may have become another's before this
 * @returns the steps that changed something: what was as it should be already is not among them
 * @throws LinuxError with the path inside, of the step that failed; its cause is an AggregateError of what could not be
 *   taken back. ESRCH when the process has ended
 */
export function changeDev(pid: number, steps: readonly DevStep[], identity?: ProcessIdentity): readonly DevStep[] {
  const root = holdRunningRoot(pid, identity);
  const done: DevStep[] = [];
  try {
    for (const step of steps) if (carryOut(root, step)) done.push(step);
    return done;
  } catch (error) {
    throw withCause(error, takeBack(root, done));
  } finally {
    release(root);
  }
}

/** The last step first. One that cannot be taken back keeps none of the others from it. @returns the failures */
function takeBack(root: number, done: readonly DevStep[]): unknown[] {
  return undo(done).flatMap((step) => {
    try {
      carryOut(root, step);
      return [];
    } catch (error) {
      return [error];
    }
  });
}

function withCause(error: unknown, left: readonly unknown[]): unknown {
  if (error instanceof Error && left.length > 0) error.cause = new AggregateError(left, 'not taken back');
  return error;
}

/**
 * Its number may be another process's by now, or become one's meanwhile: both are asked after the root is held, and
 * before anything is done.
 */
function holdRunningRoot(pid: number, identity: ProcessIdentity | undefined): number {
  const pidfd = openPidfd(pid);
  try {
    const root = holdRoot(pid);
    try {
      requireRunning(pid, pidfd, identity);
      return root;
    } catch (error) {
      release(root);
      throw error;
    }
  } finally {
    release(pidfd);
  }
}

function requireRunning(pid: number, pidfd: number, identity: ProcessIdentity | undefined): void {
  const isIt = identity === undefined || isRunning(identity);
  if (!isIt || waitReadable(pidfd, 0)) throw new LinuxError('open', 'ESRCH', `/proc/${pid}/root`);
}

/** Does one step; false when it was as it should be already, and so is nobody's to take back. */
function carryOut(root: number, step: DevStep): boolean {
  const { path } = step.kind === 'remove' ? step.before : step.node;
  const name = basename(path);
  return inDirectory(root, path, (directory) => {
    switch (step.kind) {
      case 'make':
        if (stands(directory, name, step.node)) return false;
        make(directory, name, step.node);
        return true;
      case 'replace':
        replace(directory, name, step.node);
        return true;
      case 'remove':
        return remove(directory, name, step.before);
    }
  });
}

/** With the parent held. An error names the whole path inside, whatever the call was given. */
function inDirectory(root: number, path: string, work: (directory: number) => boolean): boolean {
  let directory: number | undefined;
  try {
    directory = holdDirectory(root, dirname(path));
    return work(directory);
  } catch (error) {
    if (!(error instanceof LinuxError)) throw error;
    const detail = error.errno === 'ENOSPC' ? 'the private /dev is full' : undefined;
    throw new LinuxError(error.syscall, error.errno, path, detail);
  } finally {
    if (directory !== undefined) release(directory);
  }
}

/** Whether the very thing is there: an existing right node is left alone under a running QEMU. */
function stands(directory: number, name: string, node: PlannedNode): boolean {
  let held: number;
  try {
    held = holdEntry(directory, name);
  } catch (error) {
    if (error instanceof LinuxError && error.errno === 'ENOENT') return false;
    throw error;
  }
  try {
    if (isThing(held, node)) return true;
  } finally {
    release(held);
  }
  throw new LinuxError('mknodat', 'EEXIST', name);
}

function isThing(held: number, node: PlannedNode): boolean {
  const { mode, major, minor } = statusOfHeld(held);
  const type = mode & constants.S_IFMT;
  switch (node.kind) {
    case 'char':
    case 'block': {
      const wanted = node.kind === 'char' ? constants.S_IFCHR : constants.S_IFBLK;
      return type === wanted && major === node.major && minor === node.minor;
    }
    case 'link':
      return type === constants.S_IFLNK && heldTarget(held) === node.target;
    case 'directory':
      return type === constants.S_IFDIR;
    case 'bind':
      return false;
  }
}

function make(directory: number, name: string, node: PlannedNode): void {
  switch (node.kind) {
    case 'link':
      makeLink(directory, name, node.target);
      return;
    case 'directory':
      makeDirectory(directory, name, 0o700);
      break;
    case 'bind':
      // A mount can only be made from within; see bind.ts.
      throw new LinuxError('move_mount', 'EOPNOTSUPP', name);
    default:
      makeDevice(directory, name, node.kind, node.major, node.minor);
  }
  try {
    giveAccess(directory, name, node.access);
  } catch (error) {
    removeEntry(directory, name, node.kind === 'directory' ? 'directory' : 'other');
    throw error;
  }
}

/** Owner, mode, then ACL, as in build.ts, but of a thing that is held: its name could be another's a moment later. */
function giveAccess(directory: number, name: string, { uid, gid, mode, label, acl }: Access): void {
  const held = holdEntry(directory, name);
  try {
    setHeldOwner(held, uid, gid);
    setHeldMode(held, mode);
    if (label) setHeldXattr(held, 'security.selinux', Buffer.from(`${label}\0`));
    if (acl) setHeldXattr(held, 'system.posix_acl_access', encodeAcl(acl));
  } finally {
    release(held);
  }
}

/** The name is never without a node: QEMU may be opening it just now. */
function replace(directory: number, name: string, node: PlannedNode): void {
  // A directory cannot be put in another's place; only who may open it changes.
  if (node.kind === 'directory') {
    giveAccess(directory, name, node.access);
    return;
  }
  const beside = `.virtcell-${process.pid}`;
  make(directory, beside, node);
  try {
    replaceEntry(directory, beside, name);
  } catch (error) {
    removeEntry(directory, beside, 'other');
    throw error;
  }
}

/** False when it is gone, or is a directory that something else is in. */
function remove(directory: number, name: string, node: PlannedNode): boolean {
  const isFolder = node.kind === 'directory' || (node.kind === 'bind' && node.directory);
  try {
    removeEntry(directory, name, isFolder ? 'directory' : 'other');
    return true;
  } catch (error) {
    if (error instanceof LinuxError && (error.errno === 'ENOENT' || error.errno === 'ENOTEMPTY')) return false;
    throw error;
  }
}
