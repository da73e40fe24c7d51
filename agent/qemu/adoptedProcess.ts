import { openPidfd, signalPidfd, waitReadable } from '../linux/pidfd.ts';
import { closeDescriptor } from '../linux/process.ts';
import type { ProcessEnd } from './launcherProcess.ts';

/** How long after its sockets a process's end may take to show: 0.4 ms was seen, a large guest's memory takes longer. */
const RETRY_MS = 2;

/** A QEMU that an earlier agent started. It is nobody's child any more, so nobody is told its exit code. */
export class AdoptedProcess {
  readonly pid: number;
  readonly ended: Promise<ProcessEnd>;
  readonly #pidfd: number;
  #hasEnded = false;

  /** @param sign resolves when the process may have ended: its monitor closed */
  constructor(pid: number, sign: Promise<void>) {
    this.pid = pid;
    this.#pidfd = openPidfd(pid);
    this.ended = sign.then(() => this.#confirm());
  }

  signal(signal: 'SIGTERM' | 'SIGKILL'): boolean {
    return !this.#hasEnded && signalPidfd(this.#pidfd, signal === 'SIGTERM' ? 15 : 9);
  }

  /** A pidfd is readable when its process has ended. Node cannot wait for one, and the wait is short by now. */
  async #confirm(): Promise<ProcessEnd> {
    while (!waitReadable(this.#pidfd, 0)) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    this.#hasEnded = true;
    closeDescriptor(this.#pidfd);
    return { code: null, signal: null };
  }
}
