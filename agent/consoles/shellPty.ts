import { readSync } from 'node:fs';
import type { IPty, spawn as spawnPty } from 'node-pty';
import { VirtcellError } from '../../protocol/errors.ts';
import { type HeldProcess, holdOldestChild } from '../host/childProcess.ts';
import { LinuxError } from '../linux/libc.ts';
import { openPidfd, signalPidfd } from '../linux/pidfd.ts';
import { closeDescriptor, closeOnExecFrom, duplicateDescriptor, ownSessionKeyring } from '../linux/process.ts';
import { hangUp, setQuiet, setWindowSize } from '../linux/tty.ts';
import type { DrainEvent } from './drainMessages.ts';
import type { DrainThreads, HeldPty } from './drainThreads.ts';
import { PtyInput } from './ptyInput.ts';
import type { Pty, PtyEvents, TerminalSize } from './shell.ts';
import type { ShellCommand } from './shellCommand.ts';

const SIGKILL = 9;
const USUAL_SIZE = { columns: 80, rows: 24 };

export type SpawnPty = typeof spawnPty;

/**
 * node-pty, loaded only when somebody wants a shell: it is an optional dependency, since it is built at install.
 *
 * @throws VirtcellError `shell-unavailable`
 */
export async function loadNodePty(): Promise<SpawnPty> {
  try {
    const { spawn } = await import('node-pty');
    return spawn;
  } catch (error) {
    const message = 'node-pty is not installed, or was built for another Node: there are no shells without it';
    const hint = 'Install it again where a C++ compiler is: npm rebuild node-pty. Consoles work without it.';
    throw new VirtcellError({ code: 'shell-unavailable', message, hint }, { cause: error });
  }
}

/**
 * A shell on a PTY of node-pty's. Of node-pty are the fork, the reading and the word of the end. Not the writing, which
 * spins while the shell does not read; and nothing that goes by a number, of a descriptor or a process, which may be
 * another's by then.
 */
export class ShellPty implements Pty {
  readonly pid: number;
  readonly #pty: IPty;
  readonly #events: PtyEvents;
  readonly #pidfd: number;
  /** The agent's own copy of the master: node-pty closes its own when it sees fit. */
  readonly #master: number;
  readonly #held: HeldPty;
  readonly #input: PtyInput;
  #hungUp = false;
  #masterClosed = false;
  #ended = false;

  /** @param size of the client's terminal; without one nothing is echoed */
  constructor(
    spawn: SpawnPty,
    command: ShellCommand,
    size: TerminalSize | undefined,
    thread: DrainThreads,
    events: PtyEvents,
  ) {
    this.#events = events;
    this.#pty = fork(spawn, command, size ?? USUAL_SIZE);
    this.pid = this.#pty.pid;
    this.#pidfd = openPidfd(this.pid);
    try {
      this.#master = duplicateDescriptor(masterOf(this.#pty));
      if (!size) setQuiet(this.#master);
      this.#held = thread.hold(this.#master, undefined, (event) => this.#happened(event));
    } catch (error) {
      signalPidfd(this.#pidfd, SIGKILL);
      closeDescriptor(this.#pidfd);
      throw error;
    }
    this.#input = new PtyInput(this.#master, {
      awaitWritable: () => this.#held.awaitWritable(),
      // Nobody could type any more.
      failed: () => this.kill(),
    });
    this.#pty.onData((data) => events.output(asBytes(data)));
    this.#pty.onExit(({ exitCode, signal }) => this.#end(exitCode, signal));
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#input.write(bytes);
  }

  resize({ columns, rows }: TerminalSize): void {
    if (!this.#masterClosed) setWindowSize(this.#master, columns, rows);
  }

  pause(): void {
    if (!this.#hungUp) this.#pty.pause();
  }

  resume(): void {
    this.#pty.resume();
  }

  hangUp(): void {
    if (this.#masterClosed) return;
    try {
      hangUp(this.#master);
    } catch (error) {
      if (!(error instanceof LinuxError)) throw error;
      // In a user namespace, where the kernel does not let the agent: it ends without a word.
      this.kill();
    }
  }

  /** Ends the first process of the shell's PID namespace, and with it all that is in there. */
  kill(): void {
    if (this.#ended) return;
    const init = this.#holdInit();
    // Without one, since it is not there yet, or the kernel does not name children: its parent, whose end is its end. Not
    // both: the parent waits for it, and so its end says that nothing is left.
    signalPidfd(init?.pidfd ?? this.#pidfd, SIGKILL);
    if (init) closeDescriptor(init.pidfd);
  }

  #holdInit(): HeldProcess | undefined {
    return this.#ended ? undefined : holdOldestChild({ pid: this.pid, pidfd: this.#pidfd });
  }

  #happened(event: DrainEvent | 'lost'): void {
    if (event === 'writable') this.#input.proceed();
    else if (event === 'hung-up') this.#readOn();
    else if (event === 'lost') this.#lose();
  }

  /** No process has it open: what lies in it is the last, and node-pty waits only 200 ms for that to be read. */
  #readOn(): void {
    this.#hungUp = true;
    this.#pty.resume();
  }

  /** The thread died and has closed the descriptor: nobody could type any more. */
  #lose(): void {
    this.#masterClosed = true;
    this.#input.end();
    this.kill();
  }

  #end(code: number, signal: number | undefined): void {
    this.#ended = true;
    closeDescriptor(this.#pidfd);
    this.#input.end();
    if (!this.#masterClosed) {
      this.#readRest();
      this.#masterClosed = true;
      this.#held.release();
    }
    this.#events.ended(signal ? { signal } : { code });
  }

  /** Where another process was given the terminal: it does not hang up, and node-pty has closed its own master. */
  #readRest(): void {
    for (;;) {
      const bytes = Buffer.allocUnsafe(4096);
      const length = readOrNothing(this.#master, bytes);
      if (length === 0) return;
      this.#events.output(bytes.subarray(0, length));
    }
  }
}

/**
 * Forks on this thread, between two looks that nothing of the agent's goes along: node-pty closes nothing in the child,
 * and leaves its own master open over exec, by which the next shell, another user's, would have this one's terminal.
 */
function fork(spawn: SpawnPty, { argv, env }: ShellCommand, { columns, rows }: TerminalSize): IPty {
  const [program = '', ...rest] = argv;
  // A session keyring of the shell's own instead of root's; and afterwards one of the agent's own.
  ownSessionKeyring();
  closeOnExecFrom(3);
  try {
    return spawn(program, rest, { cwd: '/', env: { ...env }, cols: columns, rows, encoding: null });
  } finally {
    closeOnExecFrom(3);
    ownSessionKeyring();
  }
}

/** node-pty's types do not have it; its Unix terminals do. */
function masterOf(pty: IPty): number {
  const fd: unknown = Reflect.get(pty, 'fd');
  if (typeof fd === 'number') return fd;
  throw new Error('this node-pty does not name its descriptor');
}

/** With `encoding: null` node-pty gives Buffers, whatever its types say. */
const asBytes = (data: unknown): Uint8Array => (data instanceof Uint8Array ? data : Buffer.from(String(data)));

function readOrNothing(fd: number, bytes: Uint8Array): number {
  try {
    return readSync(fd, bytes);
  } catch (error) {
    // EIO is a terminal that nobody has open any more.
    if (error instanceof Error && 'code' in error && (error.code === 'EAGAIN' || error.code === 'EIO')) return 0;
    throw error;
  }
}
