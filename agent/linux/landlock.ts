import { fstatSync } from 'node:fs';
import { checked, declare, LinuxError, lastErrno, syscall } from './libc.ts';
import { onPath } from './nodeCall.ts';

/* landlock(7), Documentation/userspace-api/landlock.rst. Linux 5.13. */

const LANDLOCK_CREATE_RULESET = 444;
const LANDLOCK_ADD_RULE = 445;
const LANDLOCK_RESTRICT_SELF = 446;
const CREATE_RULESET_VERSION = 1;
const RULE_PATH_BENEATH = 1;
const SCOPE_ABSTRACT_SOCKETS = 1 << 0;
const SCOPE_SIGNALS = 1 << 1;
const O_PATH = 0o10000000;
const O_CLOEXEC = 0o2000000;

/** Rights over files, as bits of the ruleset. */
export const LANDLOCK = {
  EXECUTE: 1 << 0,
  WRITE_FILE: 1 << 1,
  READ_FILE: 1 << 2,
  READ_DIR: 1 << 3,
  MAKE_SOCK: 1 << 9,
  REFER: 1 << 13,
  TRUNCATE: 1 << 14,
  IOCTL_DEV: 1 << 15,
} as const;

/** The rights that a rule on something else than a directory may carry. */
const FILE_RIGHTS =
  LANDLOCK.EXECUTE | LANDLOCK.WRITE_FILE | LANDLOCK.READ_FILE | LANDLOCK.TRUNCATE | LANDLOCK.IOCTL_DEV;

const open = declare('int open(const char *path, int flags, ...)');
const close = declare('int close(int fd)');

/** The kernel's Landlock ABI, 0 where it has none or it is switched off. */
export function landlockAbi(): number {
  const abi = Number(
    syscall(LANDLOCK_CREATE_RULESET, 'void *', null, 'size_t', 0, 'unsigned int', CREATE_RULESET_VERSION),
  );
  return Math.max(abi, 0);
}

/** Every right over files that this ABI knows: what is handled is denied unless a rule allows it. */
export function handledRights(abi: number): number {
  if (abi >= 5) return 0xffff;
  if (abi >= 3) return 0x7fff;
  return abi === 2 ? 0x3fff : 0x1fff;
}

/** struct landlock_ruleset_attr of that ABI, which knows none of the later fields: rights over files, ports, scopes. */
export function rulesetAttributes(abi: number): Uint8Array {
  const attributes = new Uint8Array(abi >= 6 ? 24 : abi >= 4 ? 16 : 8);
  const view = new DataView(attributes.buffer);
  view.setBigUint64(0, BigInt(handledRights(abi)), true);
  if (abi >= 6) view.setBigUint64(16, BigInt(SCOPE_ABSTRACT_SOCKETS | SCOPE_SIGNALS), true);
  return attributes;
}

/**
 * A ruleset that denies every right over files and, from ABI 6, signals and abstract sockets outside the domain.
 * Networking is not handled: user-mode networking is QEMU's own TCP.
 */
export function createRuleset(abi: number): number {
  const attributes = rulesetAttributes(abi);
  const { length } = attributes;
  const fd = Number(syscall(LANDLOCK_CREATE_RULESET, 'uint8_t *', attributes, 'size_t', length, 'unsigned int', 0));
  return checked('landlock_create_ruleset', fd);
}

/** Allows `rights` beneath `path`, opened with this process's own credentials. Rights a file cannot have are left out. */
export function allowBeneath(ruleset: number, abi: number, path: string, rights: number): void {
  const fd = checked('open', open(path, O_PATH | O_CLOEXEC), path);
  try {
    const possible = onPath(path, () => fstatSync(fd)).isDirectory() ? handledRights(abi) : FILE_RIGHTS;
    const allowed = rights & handledRights(abi) & possible;
    const rule = new Uint8Array(12);
    const view = new DataView(rule.buffer);
    view.setBigUint64(0, BigInt(allowed), true);
    view.setInt32(8, fd, true);
    const result = syscall(
      LANDLOCK_ADD_RULE,
      'int',
      ruleset,
      'int',
      RULE_PATH_BENEATH,
      'uint8_t *',
      rule,
      'unsigned int',
      0,
    );
    checked('landlock_add_rule', Number(result), path);
  } finally {
    close(fd);
  }
}

/** From here on this thread, and all that it becomes or starts, has only what the ruleset allows. */
export function restrictSelf(ruleset: number): void {
  if (Number(syscall(LANDLOCK_RESTRICT_SELF, 'int', ruleset, 'unsigned int', 0)) === -1) {
    throw new LinuxError('landlock_restrict_self', lastErrno());
  }
  close(ruleset);
}
