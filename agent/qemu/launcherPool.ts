import { VirtcellError } from '../../protocol/errors.ts';
import { LauncherProcess } from './launcherProcess.ts';

/**
 * Keeps one launcher started ahead of need: Node's own start costs more than everything a launch does. The next one is
 * started when the caller says so, after QEMU answers, since on a small machine the two would slow each other down.
 */
export class LauncherPool {
  readonly #launcherPath: string;
  #ready: LauncherProcess | undefined;
  #closed = false;

  constructor(launcherPath: string) {
    this.#launcherPath = launcherPath;
  }

  /** A launcher of one's own; warm already, unless another start took it a moment ago. */
  take(): LauncherProcess {
    const ready = this.#ready ?? new LauncherProcess(this.#launcherPath);
    this.#ready = undefined;
    ready.setPriority(0);
    return ready;
  }

  /** Starts the next one, if none waits. */
  refill(): void {
    if (this.#closed || this.#ready) return;
    const launcher = this.#startAhead();
    if (!launcher) return;
    this.#ready = launcher;
    void launcher.ended.then(() => {
      if (this.#ready === launcher) this.#ready = undefined;
    });
  }

  /** Nobody waits for this one yet: whoever needs the next one finds out, and is told, that there can be none. */
  #startAhead(): LauncherProcess | undefined {
    try {
      const launcher = new LauncherProcess(this.#launcherPath);
      launcher.setPriority(10);
      return launcher;
    } catch (error) {
      if (error instanceof VirtcellError) return undefined;
      throw error;
    }
  }

  /** Resolves when a launcher waits, warm. */
  async warm(): Promise<void> {
    this.refill();
    await this.#ready?.warm;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const ready = this.#ready;
    this.#ready = undefined;
    ready?.signal('SIGKILL');
    await ready?.ended;
  }
}
