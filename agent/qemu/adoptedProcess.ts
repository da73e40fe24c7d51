import { signalPidfd, waitReadable } from '../linux/pidfd.ts';
import { closeDescriptor } from '../linux/process.ts';
import type { ProcessEnd } from './launcherProcess.ts';

/** How long after its sockets a process's end may take to show: 0.4 ms was seen, a large guest's memory takes longer. */
const FIRST_LOOK_MS = 2;
/** A QEMU may close its monitor and live on, or have none: it is looked at more and more seldom then. */
const LONGEST_PAUSE_MS = 250;

/** A QEMU that an earlier agent started. It is nobody's child any more, so nobody is told its exit code. */
export class AdoptedProcess {
  readonly pid: number;
  readonly ended: Promise<ProcessEnd>;
  readonly #pidfd: number;
  #hasEnded = false;

  /**
   * @param pidfd of the process; taken over, and closed at its end
   * @param sign resolves when the process may have ended: its monitor closed
   */
  constructor(pid: number, pidfd: number, sign: Promise<void>) {
    this.pid = pid;
    this.#pidfd = pidfd;
    this.ended = sign.then(() => this.#confirm());
  }

  signal(signal: 'SIGTERM' | 'SIGKILL'): boolean {
    return !this.#hasEnded && signalPidfd(this.#pidfd, signal === 'SIGTERM' ? 15 : 9);
  }

  /** A pidfd is readable when its process has ended. Node cannot wait for one. */
  async #confirm(): Promise<ProcessEnd> {
    for (let pause = FIRST_LOOK_MS; !waitReadable(this.#pidfd, 0); pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      // Not a reason for the agent to stay when it is asked to end.
      await new Promise((resolve) => setTimeout(resolve, pause).unref());
    }
    this.#hasEnded = true;
    closeDescriptor(this.#pidfd);
    return { code: null, signal: null };
  }
}
