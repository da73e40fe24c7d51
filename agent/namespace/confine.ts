import { accessSync, closeSync, constants, openSync } from 'node:fs';
import {
  clearAmbientCapabilities,
  dropBoundingSet,
  dropCapabilities,
  setGid,
  setGroups,
  setNoNewPrivileges,
  setUid,
} from '../linux/identity.ts';
import { allowBeneath, createRuleset, LANDLOCK, restrictSelf } from '../linux/landlock.ts';
import { LinuxError } from '../linux/libc.ts';
import { onPath } from '../linux/nodeCall.ts';
import type { LaunchFailure, LaunchSpec, PathRights, PathRule } from './launchSpec.ts';

/**
 * Becomes the domain's owner for good. The order is forced: groups and bounding set need capabilities; glibc carries
 * groups and ids to all of Node's threads and aborts if their capabilities differ, so capability sets come last;
 * Landlock then demands no_new_privs.
 */
export function dropIdentity({ uid, gid, groups }: LaunchSpec['identity']): void {
  setGroups(groups);
  dropBoundingSet();
  setGid(gid);
  setUid(uid);
  dropCapabilities();
  clearAmbientCapabilities();
  setNoNewPrivileges();
}

const { EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, MAKE_SOCK, TRUNCATE, IOCTL_DEV } = LANDLOCK;

const RIGHTS: Readonly<Record<PathRights, number>> = {
  execute: EXECUTE | READ_FILE | READ_DIR,
  read: READ_FILE | READ_DIR,
  write: READ_FILE | WRITE_FILE | TRUNCATE,
  // Opening a PTY is ioctls on /dev/ptmx; nodes that hot-plug adds later are beneath /dev as well.
  devices: READ_FILE | WRITE_FILE | READ_DIR | IOCTL_DEV,
  'bind-socket': MAKE_SOCK | READ_DIR,
};

/** An error of a rule, with the XML element that named its path. */
export class RuleError extends Error {
  override readonly name = 'RuleError';
  readonly failure: Omit<LaunchFailure, 'step'>;

  constructor(rule: PathRule, cause: LinuxError) {
    super(cause.message, { cause });
    const { syscall, errno } = cause;
    this.failure = {
      message: cause.message,
      syscall,
      errno,
      path: rule.path,
      ...(rule.element && { element: rule.element }),
    };
  }
}

/**
 * Shuts this process in. Paths are opened here, by the caller's identity: root would pass where the caller may not,
 * and is refused where the caller passes (FUSE homes, NFS with root_squash).
 */
export function confine({ abi, rules }: NonNullable<LaunchSpec['confinement']>): void {
  const ruleset = createRuleset(abi);
  for (const rule of rules) addRule(ruleset, abi, rule);
  restrictSelf(ruleset);
}

function addRule(ruleset: number, abi: number, rule: PathRule): void {
  try {
    if (rule.create) createFile(rule.path);
    if (rule.element) requireAccess(rule);
    allowBeneath(ruleset, abi, rule.path, RIGHTS[rule.rights]);
  } catch (error) {
    if (!(error instanceof LinuxError)) throw error;
    if (rule.optional && (error.errno === 'ENOENT' || error.errno === 'EACCES' || error.errno === 'ENOTDIR')) return;
    throw new RuleError(rule, error);
  }
}

/** access(2) as the caller, before QEMU tries: an error from here names the element that wants the file. */
function requireAccess({ path, rights }: PathRule): void {
  const mode = rights === 'write' || rights === 'bind-socket' ? constants.R_OK | constants.W_OK : constants.R_OK;
  onPath(path, () => accessSync(path, mode));
}

function createFile(path: string): void {
  const creating = constants.O_WRONLY | constants.O_CREAT | constants.O_NOCTTY | constants.O_NONBLOCK;
  onPath(path, () => closeSync(openSync(path, creating, 0o600)));
}
