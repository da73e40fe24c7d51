import { type ChildProcess, spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { VirtcellError } from '../../protocol/errors.ts';
import { openPidfd, signalPidfd } from '../linux/pidfd.ts';
import { closeDescriptor } from '../linux/process.ts';
import type { LaunchReport, LaunchSpec } from '../namespace/launchSpec.ts';

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Without threads that compile and collect: they would have to change identity, and be ended by exec. */
const NODE_OPTIONS = ['--v8-pool-size=0'];

/**
 * A launcher: a process that waits, warm, and becomes QEMU when it is given a spec. It ends by itself when its
 * standard input does, so an agent that is killed leaves none behind.
 */
export class LauncherProcess {
  readonly #child: ChildProcess;
  readonly #pidfd: number;
  #onReport: ((report: LaunchReport) => void) | undefined;
  readonly pid: number;
  /** Resolves once the launcher has loaded all it needs and waits; rejects when it ends before. */
  readonly warm: Promise<void>;
  /** Resolves when the report's descriptor is closed: at exec, or at the process's end. */
  readonly reported: Promise<void>;
  /** Resolves when the process, launcher or QEMU, has ended and was reaped. */
  readonly ended: Promise<ProcessEnd>;

  constructor(launcherPath: string) {
    // No detached: true, which is setsid(2): a session leader could acquire a tty device as controlling terminal.
    const child = spawn(process.execPath, [...NODE_OPTIONS, launcherPath], {
      cwd: '/',
      env: { PATH: '/usr/bin:/bin' },
      stdio: ['pipe', 'ignore', 'inherit', 'pipe'],
    });
    // Before anything else: an agent out of descriptors gets a child without any, and this event.
    child.once('error', () => undefined);
    if (child.pid === undefined) throw notStarted('the launcher could not be started');
    this.#child = child;
    this.pid = child.pid;
    this.#pidfd = pidfdOf(child);
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        closeDescriptor(this.#pidfd);
        resolve({ code, signal });
      });
    });
    const lines = createInterface({ input: child.stdio[3] as Readable });
    lines.on('line', (line) => this.#onReport?.(JSON.parse(line) as LaunchReport));
    this.reported = new Promise((resolve) => lines.once('close', resolve));
    this.warm = new Promise((resolve, reject) => {
      this.#onReport = () => resolve();
      void this.ended.then(({ code, signal }) => reject(notStarted(`the launcher ended early: ${signal ?? code}`)));
    });
    // A launcher may end unused, with nobody waiting for it to be warm.
    this.warm.catch(() => undefined);
    // EPIPE says that the launcher is gone, which `ended` says as well and better.
    (child.stdin as Writable).on('error', () => undefined);
  }

  /**
   * How much it matters just now. One that warms up for whoever comes next gives way to those who wait for something;
   * QEMU inherits what it has at exec.
   */
  setPriority(nice: 0 | 10): void {
    // Anybody may give way, only root may stop doing so.
    if (process.geteuid?.() !== 0) return;
    try {
      setPriority(this.pid, nice);
    } catch (error) {
      // It has ended, which `ended` says.
      if ((error as { info?: { code?: string } }).info?.code !== 'ESRCH') throw error;
    }
  }

  /** Sends the spec; from then on every report goes to `onReport`. */
  start(spec: LaunchSpec, onReport: (report: LaunchReport) => void): void {
    this.#onReport = onReport;
    this.#child.stdin?.end(`${JSON.stringify(spec)}\n`);
  }

  /** It is QEMU now, and no reason for an agent that is asked to end to wait. */
  letLive(): void {
    this.#child.unref();
  }

  /** False when the process has ended already. */
  signal(signal: 'SIGTERM' | 'SIGKILL'): boolean {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return false;
    return signalPidfd(this.#pidfd, signal === 'SIGTERM' ? 15 : 9);
  }
}

const notStarted = (message: string, cause?: unknown): VirtcellError =>
  new VirtcellError({ code: 'launch-step', step: 'launcher', message }, { cause });

function pidfdOf(child: ChildProcess): number {
  try {
    return openPidfd(child.pid ?? 0);
  } catch (error) {
    child.kill('SIGKILL');
    throw notStarted('the launcher cannot be followed', error);
  }
}
