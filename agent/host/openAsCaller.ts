import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { VirtcellError } from '../../protocol/errors.ts';
import { release } from '../linux/heldDirectory.ts';
import type { LinuxError } from '../linux/libc.ts';
import { copyDescriptor, openPidfd } from '../linux/pidfd.ts';
import { type Identity, setpriv } from './asCaller.ts';

export type FileAccess = 'read' | 'read-write' | 'append';

/** How sh(1) opens its descriptor 3. `<>` would make a file that is not there: it is asked for first. */
const OPEN: Readonly<Record<FileAccess, string>> = {
  read: 'exec 3<"$0"',
  'read-write': 'test -e "$0" && exec 3<>"$0"',
  append: 'exec 3>>"$0"',
};
const DEADLINE_MS = 5000;

/**
 * Opens a file as somebody else, and gives the descriptor: a short-lived child opens it by its own right, and its open
 * file is copied from it. Root would pass where the user may not; a hung filesystem hangs the child alone.
 *
 * @throws VirtcellError `file-denied` when the user may not, or there is nothing; `timeout` after 5 s
 */
export async function openAsCaller(identity: Identity, path: string, access: FileAccess): Promise<number> {
  // It says a word once the file is open, and waits for its input to end: by then the copy was made.
  const script = `${OPEN[access]} && echo open && read -r _`;
  const argv = [...(process.getuid?.() === 0 ? setpriv(identity) : []), 'sh', '-c', script, path];
  const child = spawn(argv[0] ?? '', argv.slice(1), {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = once(child, 'close');
  // Waited for below; a child that cannot be started says so there.
  ended.catch(() => undefined);
  const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  try {
    const said = await Promise.race([once(child.stdout, 'data').then(() => true), ended.then(() => false)]);
    if (!said || child.pid === undefined) throw denied(identity, path, child.signalCode === 'SIGKILL');
    return copyFrom(child.pid, path);
  } finally {
    clearTimeout(deadline);
    child.stdin.on('error', () => undefined).end();
    await ended;
  }
}

const THEIR_DESCRIPTOR = 3;

function copyFrom(pid: number, path: string): number {
  let pidfd: number | undefined;
  try {
    pidfd = openPidfd(pid);
    return copyDescriptor(pidfd, THEIR_DESCRIPTOR);
  } catch (error) {
    const { message, syscall, errno } = error as LinuxError;
    throw new VirtcellError(
      { code: 'host-facts', step: 'open-files', message, syscall, errno, path },
      { cause: error },
    );
  } finally {
    if (pidfd !== undefined) release(pidfd);
  }
}

function denied({ uid }: Identity, path: string, late: boolean): VirtcellError {
  if (late) {
    const seconds = DEADLINE_MS / 1000;
    return new VirtcellError({
      code: 'timeout',
      step: 'open-files',
      path,
      message: `opening ${path} took more than ${seconds} s`,
    });
  }
  const hint = 'QEMU runs as the owner of the domain, who may not open this.';
  return new VirtcellError({
    code: 'file-denied',
    step: 'open-files',
    path,
    message: `${path} cannot be opened as uid ${uid}`,
    hint,
  });
}
