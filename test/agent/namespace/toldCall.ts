import type { Call } from './failingCalls.ts';

/** What is to be told of a call that failed: step, name and path. Of prctl(2) the option is told as well. */
export function told(call: Call, before: readonly Call[]): readonly [string, string, string | undefined] {
  return [call.step, nameOf(call), pathOf(call, before)];
}

const PRCTL: Readonly<Record<number, string>> = {
  22: 'PR_SET_SECCOMP',
  23: 'PR_CAPBSET_READ',
  24: 'PR_CAPBSET_DROP',
  38: 'PR_SET_NO_NEW_PRIVS',
  47: 'PR_CAP_AMBIENT',
};

const nameOf = ({ name, values }: Call): string => (name === 'prctl' ? `prctl ${PRCTL[Number(values[0])]}` : name);

/** Which argument is the path. */
const PATH_AT: Readonly<Record<string, number>> = {
  ...{ fsopen: 0, lstat: 0, open: 0, access: 0, umount2: 0, execve: 0 },
  ...{ mount: 1, open_tree: 1, statx: 1, move_mount: 3 },
};
/** Which argument is a path below /dev. */
const NAME_AT: Readonly<Record<string, number>> = { mkdirat: 1, mknodat: 1, fchownat: 1, fchmodat: 1, symlinkat: 2 };

function pathOf({ name, values, step }: Call, before: readonly Call[]): string | undefined {
  const [at, below] = [PATH_AT[name], NAME_AT[name]];
  if (at !== undefined) return String(values[at]);
  if (below !== undefined) return `/dev/${values[below]}`;
  switch (name) {
    case 'fsconfig':
      return values[2] === null ? 'create' : `${values[2]}=${values[3]}`;
    case 'fsmount':
      return 'tmpfs';
    case 'lsetxattr':
      return String(values[0]).replace(/^\/proc\/self\/fd\/\d+/, '/dev');
    case 'setrlimit':
      return values[0] === 4 ? 'core' : `limit ${values[0]}`;
    case 'bind':
    case 'listen':
      return '/run-folder/monitor.sock';
    case 'read':
    case 'fstat':
    case 'landlock_add_rule':
      return lastOpened(before);
    case 'close':
      return step === 'confine' ? lastOpened(before) : undefined;
    default:
      return undefined;
  }
}

/** What is done with a descriptor is done with the file that was opened last. */
const lastOpened = (before: readonly Call[]): string =>
  String(before.findLast(({ name }) => name === 'open')?.values[0]);
