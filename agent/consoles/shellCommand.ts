import type { ShellUser } from '../access/shellUser.ts';
import { type Identity, setpriv } from '../host/asCaller.ts';

export interface ShellCommand {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface ShellPlace {
  /** The domain. */
  readonly name: string;
  /** Exactly what its QEMU has: no more is reached from the shell than from there. */
  readonly identity: Identity;
  readonly user: ShellUser;
  /** The agent and its descriptor of the mount namespace. */
  readonly agentPid: number;
  readonly namespace: number;
  /** Absent where the client has no terminal: then nothing is echoed, prompted or edited. */
  readonly term: string | undefined;
}

/** Root's own, and nothing from the places that others than root may write on some systems, as /usr/local is on Debian. */
const PATH = '/usr/bin:/bin:/usr/sbin:/sbin';

/** A shell's own start files would replace the prompt, which says where one is. */
const WITHOUT_START_FILES: ReadonlyMap<string, readonly string[]> = new Map([
  ['bash', ['--norc']],
  ['zsh', ['-f']],
]);

/** Many programs count on it; Node has raised the agent's to the hard limit. */
const OPEN_FILES = 1024;

/**
 * The shell's command line: four programs of util-linux, of which Debian has none without, and sh(1).
 *
 * - `setpriv --pdeathsig`: whatever ends the agent ends the shell. The death signal is lost at fork(2) and with a change
 *   of identity, so that each process asks for its own; and it is nothing where the parent died before, so each looks.
 * - `unshare --pid --fork --kill-child`: the end of a PID namespace's first process is the end of all in it, background
 *   processes and namespaces made inside too.
 * - `nsenter`: the domain's mount namespace, by the agent's descriptor and not by a number that may be another's by now.
 * - `sh` as first process, root still: a user's process could give its death signal back, and this one cannot be touched.
 *   It reaps what is left behind, and ends with the shell's own code.
 * - `setsid --ctty`: the PTY's hangup is for the shell. Before the identity, since it takes the terminal from the session
 *   above, for which the kernel wants a capability.
 * - `setpriv`: QEMU's identity, no capability and none to gain.
 */
export function shellCommand({ name, identity, user, agentPid, namespace, term }: ShellPlace): ShellCommand {
  const shell = term === undefined ? SCRIPT_SHELL : [user.shell, ...startOptions(user.shell)];
  const outer =
    `test $PPID = ${agentPid} && exec unshare --pid --fork --kill-child=SIGKILL --` +
    ` nsenter --mount=/proc/${agentPid}/fd/${namespace} -- sh -c "$0" $$ "$@"`;
  const inner = [
    // Of /proc, which is the host's: in its own namespace the first process's parent is always 0.
    'read -r _ _ _ parent _ </proc/self/stat',
    'test "$parent" = "$0" || exit',
    `ulimit -Sn ${OPEN_FILES}`,
    '"$@"',
    'exit',
  ].join('\n');
  return {
    argv: [
      ...['setpriv', '--pdeathsig=KILL', '--', 'sh', '-c', outer, inner],
      ...['setsid', '--ctty', '--', ...setpriv(identity), ...shell],
    ],
    env: {
      PATH,
      LANG: 'C.UTF-8',
      TERM: term ?? 'dumb',
      HOME: user.home,
      USER: user.name,
      LOGNAME: user.name,
      SHELL: user.shell,
      PS1: term === undefined ? '' : `virtcell:${promptText(name)}$ `,
      // Where sh(1) is bash, which minds no `+i`, this is its documented word for no line editing.
      ...(term === undefined && { PS2: '', EMACS: 't' }),
    },
  };
}

/** `+i`: a shell whose standard input is a terminal would take somebody to be there. */
const SCRIPT_SHELL = ['/bin/sh', '+i'];

const startOptions = (shell: string): readonly string[] =>
  WITHOUT_START_FILES.get(shell.slice(shell.lastIndexOf('/') + 1)) ?? [];

/** Shells expand their prompts: a domain's name is not to be run. */
const promptText = (name: string): string => name.replace(/[^\w.@:+-]/g, '?');
