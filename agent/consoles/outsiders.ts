import { type Dir, opendirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** A program that has a console's PTY open beside the agent: `screen /dev/pts/N`. */
export interface Outsider {
  readonly pid: number;
  readonly command: string;
}

/** So many descriptors are looked at before the agent does something else: half a millisecond. */
const AT_ONCE = 128;
const MAX_COMMAND = 64;

/**
 * The first process, other than those named, that has `/dev/pts/NUMBER` open. A process that ends meanwhile, or that the
 * agent may not look into (it is not root, then), is passed over.
 *
 * Every descriptor of the machine is looked at, in turns: whoever opens a hundred thousand makes only his own answer late.
 */
export async function findOutsider(ptyPath: string, except: ReadonlySet<number>): Promise<Outsider | undefined> {
  const pty = statSync(ptyPath, { throwIfNoEntry: false });
  if (!pty) return undefined;
  // Seen from another mount namespace the path differs in its beginning only.
  const suffix = ptyPath.slice('/dev'.length);
  let looked = 0;
  for (const pid of entries('/proc')) {
    if (!/^\d+$/.test(pid) || except.has(Number(pid))) continue;
    for (const fd of entries(`/proc/${pid}/fd`)) {
      if (++looked % AT_ONCE === 0) await nextTurn();
      if (isOpenHere(`/proc/${pid}/fd/${fd}`, suffix, pty)) return { pid: Number(pid), command: commandOf(pid) };
    }
  }
  return undefined;
}

/** The name is asked first: only for a PTY is the open file looked at, which could take for ever on a dead network. */
function isOpenHere(link: string, suffix: string, pty: { readonly dev: number; readonly ino: number }): boolean {
  return readable(() => {
    if (!readlinkSync(link).endsWith(suffix)) return false;
    const open = statSync(link);
    return open.dev === pty.dev && open.ino === pty.ino;
  }, false);
}

/** What the process calls itself; it may call itself anything, so nothing in it reaches a terminal as a control. */
export function commandOf(pid: string): string {
  const said = readable(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd(), '');
  // Newer Nodes call their first thread so, which tells nobody what it is.
  const name = said === 'MainThread' ? basename(readable(() => readlinkSync(`/proc/${pid}/exe`), said)) : said;
  return name.slice(0, MAX_COMMAND).replace(/\p{C}/gu, '?');
}

function* entries(path: string): Generator<string> {
  const directory: Dir | undefined = readable(() => opendirSync(path, { bufferSize: AT_ONCE }), undefined);
  if (!directory) return;
  try {
    for (;;) {
      const entry = readable(() => directory.readSync(), null);
      if (!entry) return;
      yield entry.name;
    }
  } finally {
    directory.closeSync();
  }
}

const PASSED_OVER: ReadonlySet<unknown> = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM']);

function readable<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && PASSED_OVER.has(error.code)) return otherwise;
    throw error;
  }
}
