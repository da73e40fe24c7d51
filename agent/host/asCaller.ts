import { spawn } from 'node:child_process';
import { VirtcellError } from '../../protocol/errors.ts';

/** The identity that QEMU will have: what it may open is what counts. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

const DEADLINE_MS = 5000;
/** setpriv's exit code from which on it did not become the user or the program; find(1) and head(1) stay below. */
const CANNOT_START = 126;

/**
 * Runs a program of the system as somebody else and gives its standard output, at most `limit` bytes of it.
 *
 * Paths of users are looked at this way and never by the agent: root would pass where the user may not, FUSE and NFS
 * refuse root where the user passes, and a hung filesystem must hang a child that can be killed.
 *
 * @throws VirtcellError `timeout` after 5 s; `host-facts` when the program cannot be started
 */
export function runAs(
  identity: Identity,
  argv: readonly string[],
  limit: number,
  deadlineMs = DEADLINE_MS,
): Promise<Buffer> {
  const [program, ...rest] = process.getuid?.() === 0 ? [...setpriv(identity), ...argv] : argv;
  return new Promise((resolve, reject) => {
    const fail = (code: 'timeout' | 'host-facts', message: string, cause?: unknown) =>
      reject(new VirtcellError({ code, message, step: 'host-facts' }, { cause }));
    const child = spawn(program ?? '', rest, {
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const deadline = setTimeout(() => {
      child.kill('SIGKILL');
      const seconds = deadlineMs / 1000;
      fail('timeout', `looking at the host as uid ${identity.uid} took more than ${seconds} s: ${argv.join(' ')}`);
    }, deadlineMs);
    // Before its streams are touched: an agent out of descriptors gets a child without any, and this event.
    child.once('error', (error) => {
      clearTimeout(deadline);
      fail('host-facts', `${program}: ${error.message}`, error);
    });
    const chunks: Buffer[] = [];
    let length = 0;
    child.stdout?.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else child.kill('SIGKILL');
    });
    child.once('close', (code) => {
      clearTimeout(deadline);
      const started = code === null || code < CANNOT_START;
      if (!started) fail('host-facts', `${argv[0]} cannot be started as uid ${identity.uid}`);
      resolve(Buffer.concat(chunks));
    });
  });
}

/** setpriv(1) of util-linux: exactly these ids and groups, and nothing to gain. */
export function setpriv({ uid, gid, groups }: Identity): string[] {
  const supplementary = groups.length > 0 ? `--groups=${groups.join(',')}` : '--clear-groups';
  const ids = [`--reuid=${uid}`, `--regid=${gid}`, supplementary];
  return ['setpriv', ...ids, '--inh-caps=-all', '--bounding-set=-all', '--no-new-privs', '--'];
}
