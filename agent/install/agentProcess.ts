import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, fstatSync, openSync, readFileSync, renameSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { VirtcellError } from '../../protocol/errors.ts';
import { signalPidfd, waitReadable } from '../linux/pidfd.ts';
import { closeDescriptor } from '../linux/process.ts';
import { listenerOf } from '../server/peer.ts';
import type { Places } from './places.ts';
import { SYSTEM_PATH } from './run.ts';

/* The agent as a process, for machines whose service manager does not do this. */

/** An agent that is asked to end answers what is under way first. */
const PATIENCE_MS = 15_000;
/** One that starts takes over the machines that run; systemd's own patience is 90 seconds. */
const START_PATIENCE_MS = 60_000;
const LOG_SIZE_MAX = 10 << 20;
const SIGTERM = 15;
const SIGKILL = 9;

/** Who listens at the socket, by the kernel's word: no number in a file that another process may have by now. */
export async function agentPid(socket: string): Promise<number | undefined> {
  return withListener(socket, ({ pid }) => pid);
}

/** Ends the agent that listens at the socket; false when none does. Virtual machines go on running. */
export async function stopAgent(socket: string): Promise<boolean> {
  const pidfd = await withListener(socket, (listener) => listener.openPidfd());
  if (pidfd === undefined) return false;
  try {
    signalPidfd(pidfd, SIGTERM);
    if (waitReadable(pidfd, PATIENCE_MS)) return true;
    // What it had written down is complete at any time: being killed costs it nothing but the answers under way.
    signalPidfd(pidfd, SIGKILL);
    if (waitReadable(pidfd, PATIENCE_MS)) return true;
  } finally {
    closeDescriptor(pidfd);
  }
  throw new VirtcellError({ code: 'timeout', message: 'the agent does not end, though it was killed', path: socket });
}

/**
 * Starts the installed agent in a session of its own, and resolves once it serves.
 *
 * @throws VirtcellError `install-step` when it ends instead, `timeout` when it does neither; what `interrupted` says
 */
export async function startAgent({ command, log }: Places, interrupted?: AbortSignal): Promise<void> {
  const output = openLog(log);
  const started = fstatSync(output).size;
  const child = spawn(command, ['agent', 'run', '--service'], {
    // Nothing of who starts it: with sudo's variables it would be that user's own agent.
    env: { PATH: SYSTEM_PATH },
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', output],
  });
  closeSync(output);
  const stdout = child.stdout as Readable;
  const ready = once(createInterface({ input: stdout }), 'line').then(() => true);
  const ended = once(child, 'exit').then(() => false);
  const over = AbortSignal.any([AbortSignal.timeout(START_PATIENCE_MS), ...(interrupted ? [interrupted] : [])]);
  const givenUp = once(over, 'abort').then(() => undefined);
  // Whichever comes second, or fails, is nobody's concern any more.
  for (const one of [ready, ended, givenUp]) one.catch(() => undefined);
  const serves = await Promise.race([ready, ended, givenUp]);
  if (serves === undefined) {
    child.kill('SIGKILL');
    await ended;
    interrupted?.throwIfAborted();
    throw new VirtcellError({ code: 'timeout', message: 'the agent neither serves nor ends', path: log });
  }
  if (!serves) {
    const words = readFileSync(log).subarray(started).toString('utf8').trim();
    throw new VirtcellError({ code: 'install-step', message: `the agent ended at once: ${words}`, path: log });
  }
  stdout.destroy();
  child.unref();
}

/** Its own lines, and who did what: root's alone to read. A long one is put aside, the one before it goes. */
function openLog(path: string): number {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
  const fd = openSync(path, flags, 0o600);
  if (fstatSync(fd).size < LOG_SIZE_MAX) return fd;
  closeSync(fd);
  renameSync(path, `${path}.1`);
  return openSync(path, flags, 0o600);
}

async function withListener<T>(
  path: string,
  ask: (listener: ReturnType<typeof listenerOf>) => T,
): Promise<T | undefined> {
  const socket = await dial(path);
  if (!socket) return undefined;
  try {
    return ask(listenerOf(socket));
  } finally {
    socket.destroy();
  }
}

function dial(path: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(undefined);
      else if (error.code === 'EACCES') reject(denied(path, error));
      else reject(error);
    });
  });
}

const denied = (path: string, cause: unknown): VirtcellError =>
  new VirtcellError({ code: 'agent-denied', message: `you may not use the agent at ${path}`, path }, { cause });
